// Writes the text form of targeting. What it writes of a tree within the limits, the parser reads back as an equal tree.
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace AdSelect.Targeting;

/// <remarks>
/// Never fails. A subtree beyond the limits is written as <c>...</c>, and a name, number or text that the language
/// cannot express is written in a form that does not parse, so that no other expression is ever read in its place.
/// </remarks>
internal sealed class TargetingPrinter
{
    private const string Cut = "...";

    private readonly StringBuilder _output = new();
    private int _nodes;
    private int _values;

    private TargetingPrinter()
    {
    }

    public static string Print(TargetingExpression expression)
    {
        var printer = new TargetingPrinter();
        printer.Write(expression, depth: 1);
        return printer._output.ToString();
    }

    /// <summary>The number in a form that reads back as a decimal of the same bits, never as a whole number.</summary>
    public static string Decimal(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return double.IsFinite(number) && text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    private void Write(TargetingExpression expression, int depth)
    {
        _nodes++;
        if (depth > AdSelectLimits.MaxTargetingDepth || _nodes > AdSelectLimits.MaxTargetingNodes)
        {
            _output.Append(Cut);
            return;
        }

        switch (expression)
        {
            case AndExpression conjunction:
                Write(conjunction.Operands, " and ", depth);
                break;
            case OrExpression disjunction:
                Write(disjunction.Operands, " or ", depth);
                break;
            case NotExpression negation:
                Write(negation, depth);
                break;
            case ConstantExpression constant:
                _output.Append(constant.Value ? "true" : "false");
                break;
            case TargetingPredicate predicate:
                Write(predicate, isNegated: false);
                break;
        }
    }

    private void Write(ImmutableArray<TargetingExpression> operands, string word, int depth)
    {
        for (int i = 0; i < operands.Length; i++)
        {
            _output.Append(i == 0 ? string.Empty : word);
            if (_nodes >= AdSelectLimits.MaxTargetingNodes)
            {
                _output.Append(Cut);
                return;
            }

            // 'and' binds tighter than 'or'; the same operator inside itself needs parentheses to stay its own node.
            bool needsParentheses = operands[i] is OrExpression || (operands[i] is AndExpression && word == " and ");
            WriteOperand(operands[i], needsParentheses, depth + 1);
        }
    }

    private void Write(NotExpression negation, int depth)
    {
        bool isShort = negation.Operand is AnyOfPredicate
            or RangePredicate { Low: { IsOpen: false, IsInclusive: true }, High: { IsOpen: false, IsInclusive: true } };
        if (isShort && depth < AdSelectLimits.MaxTargetingDepth)
        {
            _nodes++;
            Write((TargetingPredicate)negation.Operand, isNegated: true);
            return;
        }

        _output.Append("not ");
        WriteOperand(negation.Operand, negation.Operand is AndExpression or OrExpression, depth + 1);
    }

    private void WriteOperand(TargetingExpression operand, bool needsParentheses, int depth)
    {
        _output.Append(needsParentheses ? "(" : string.Empty);
        Write(operand, depth);
        _output.Append(needsParentheses ? ")" : string.Empty);
    }

    private void Write(TargetingPredicate predicate, bool isNegated)
    {
        if (AttributeNames.IsValid(predicate.Attribute))
        {
            _output.Append(predicate.Attribute);
        }
        else
        {
            TargetingStrings.Write(_output, predicate.Attribute);
        }

        _output.Append(isNegated ? " not" : string.Empty);
        switch (predicate)
        {
            case AnyOfPredicate any:
                Write(" in (", any.Values);
                break;
            case AllOfPredicate all:
                Write(" all (", all.Values);
                break;
            case RangePredicate range:
                Write(range.Low, range.High);
                break;
            case NearPredicate near:
                _output.Append(CultureInfo.InvariantCulture, $" near ({near.Latitude:R}, {near.Longitude:R}, {near.Kilometers:R}km)");
                break;
            case KnownPredicate:
                _output.Append(" known");
                break;
        }
    }

    private void Write(string opening, ImmutableArray<AttributeValue> values)
    {
        _output.Append(opening);
        for (int i = 0; i < values.Length; i++)
        {
            _output.Append(i == 0 ? string.Empty : ", ");
            if (i == AdSelectLimits.MaxPredicateValues || ++_values > AdSelectLimits.MaxTargetingValues)
            {
                _output.Append(Cut);
                break;
            }

            Write(values[i]);
        }

        _output.Append(')');
    }

    private void Write(RangeBound low, RangeBound high)
    {
        if (low.IsOpen != high.IsOpen)
        {
            RangeBound bound = low.IsOpen ? high : low;
            _output.Append(low.IsOpen ? " <" : " >").Append(bound.IsInclusive ? "= " : " ");
            Write(bound.Value);
            return;
        }

        _output.Append(" in ");
        if (!low.IsOpen)
        {
            _output.Append(low.IsInclusive ? string.Empty : ">");
            Write(low.Value);
        }

        _output.Append("..");
        if (!high.IsOpen)
        {
            _output.Append(high.IsInclusive ? string.Empty : "<");
            Write(high.Value);
        }
    }

    private void Write(AttributeValue value)
    {
        switch (value.Kind)
        {
            case AttributeValueKind.Text:
                TargetingStrings.Write(_output, value.Text);
                break;
            case AttributeValueKind.Integer:
                _output.Append(CultureInfo.InvariantCulture, $"{value.Integer}");
                break;
            default:
                _output.Append(Decimal(value.Decimal));
                break;
        }
    }
}
