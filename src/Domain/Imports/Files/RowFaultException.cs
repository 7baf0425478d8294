namespace EarlyWarning.Domain.Imports.Files;

/// <summary>One row cannot be used; it is set aside with this reason and the rest goes on.</summary>
/// <param name="column">Column at fault, or null where the row as a whole is.</param>
/// <param name="reason">Why, in a sentence that names no person.</param>
internal sealed class RowFaultException(string? column, string reason) : Exception(reason)
{
    public string? Column { get; } = column;
}
