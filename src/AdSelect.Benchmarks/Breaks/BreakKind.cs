namespace AdSelect.Benchmarks.Breaks;

/// <summary>What makes a break easy or hard to fill.</summary>
public enum BreakKind
{
    /// <summary>120 to 180 s, up to 8 ads, scores that differ, 300 advertisers, 30 categories; drawn until enough.</summary>
    Typical,

    /// <summary>The same in three tiers.</summary>
    Tiers,

    /// <summary>Typical, with the best 64 given.</summary>
    Given,

    /// <summary>The best 128 given, of which many may not be together.</summary>
    Many,

    /// <summary>Three scores only.</summary>
    EqualScores,

    /// <summary>One score for all: only ties are left to decide.</summary>
    OneScore,

    /// <summary>The score is in proportion to the duration: every full break is worth the same.</summary>
    EqualDensity,

    /// <summary>12 advertisers, 4 categories, half of the ads with one of 3 spacing labels.</summary>
    TightSeparation,

    /// <summary>Six spots with floors of their own, no free part.</summary>
    Structured,

    /// <summary>One to three spots with higher floors, and the free part.</summary>
    Hybrid,

    /// <summary>Hybrid, tight and with three scores only.</summary>
    HybridTightEqual,
}
