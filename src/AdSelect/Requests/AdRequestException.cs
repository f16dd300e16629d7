// What can be wrong with a request, and the exception that says so.
using AdSelect.Internals;

namespace AdSelect;

/// <summary>What is wrong with a request.</summary>
public enum RequestErrorCode : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A number is NaN or infinite.</summary>
    NotFinite,

    /// <summary>A number is outside its range.</summary>
    OutOfRange,

    /// <summary>More values than the request's memory or a limit holds.</summary>
    TooManyValues,

    /// <summary>A value's kind differs from the one the catalog declares.</summary>
    WrongKind,

    /// <summary>A required field is not set.</summary>
    Missing,

    /// <summary>Two fields exclude each other.</summary>
    Conflict,

    /// <summary>The caller's span for the answer is too small.</summary>
    AnswerTooSmall,

    /// <summary>The profile was made for another snapshot than the one that answers: make it anew.</summary>
    StaleProfile,

    /// <summary>The bytes are not a profile, or are damaged.</summary>
    BadProfile,

    /// <summary>The bytes are not an exposure history, or are damaged.</summary>
    BadHistory,

    /// <summary>A text is no host name.</summary>
    BadDomain,

    /// <summary>The calling thread has too little stack left: 64 KB in a process of 32 bits, 128 KB in one of 64 bits.</summary>
    StackTooSmall,

    /// <summary>Explaining does not answer for such a request: it explains slots, and the request has a break.</summary>
    NotExplained,
}

/// <summary>What is wrong with a request, without allocation: the code and the field or attribute it is about.</summary>
/// <param name="Code">What is wrong.</param>
/// <param name="Field">The attribute or field; empty when nothing is wrong.</param>
public readonly record struct RequestError(RequestErrorCode Code, string Field)
{
    /// <summary>The value that is wrong, where it is a text; null otherwise. Long ones are cut.</summary>
    public string? Value { get; init; }

    /// <summary>The error in words.</summary>
    public override string ToString() => Code switch
    {
        RequestErrorCode.None => "no error",
        RequestErrorCode.NotFinite => $"'{Field}': NaN and infinite numbers are not allowed.",
        RequestErrorCode.OutOfRange => $"'{Field}': the value is out of range.",
        RequestErrorCode.TooManyValues => $"'{Field}': too many values for the memory given or for the limit.",
        RequestErrorCode.WrongKind => $"'{Field}': the value has another kind than the catalog declares.",
        RequestErrorCode.Missing => $"'{Field}' is not set.",
        RequestErrorCode.Conflict => $"'{Field}': two settings exclude each other.",
        RequestErrorCode.AnswerTooSmall => $"'{Field}': the span for the answer is too small.",
        RequestErrorCode.StaleProfile => $"'{Field}': the profile was made for another snapshot.",
        RequestErrorCode.BadProfile => $"'{Field}': the bytes are not a profile.",
        RequestErrorCode.BadHistory => $"'{Field}': the bytes are not an exposure history.",
        RequestErrorCode.BadDomain => $"'{Field}': {DomainName.Complaint(Value)}",
        RequestErrorCode.StackTooSmall =>
            "The calling thread has too little stack left for a selection: call from a thread with a larger stack, or from less deep.",
        RequestErrorCode.NotExplained => $"'{Field}': breaks are not explained; a request for its slot alone asks another question.",
        _ => $"'{Field}': {Code}.",
    };
}

/// <summary>A request was refused before any work was done.</summary>
public sealed class AdRequestException : ArgumentException
{
    /// <summary>Makes the exception of an error.</summary>
    public AdRequestException(RequestError error)
        : base(error.ToString()) => Error = error;

    /// <summary>What is wrong.</summary>
    public RequestError Error { get; }
}
