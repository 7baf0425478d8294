namespace EarlyWarning.Domain.Imports;

/// <summary>
/// The import as a whole cannot go on: a structural fault, too many faulty rows, or a rule of the installation. Nothing
/// has been changed.
/// </summary>
/// <param name="message">What is wrong, where, and what to do, in sentences that name no person.</param>
public sealed class ImportRefusedException(string message) : Exception(message)
{
    /// <summary>What had been read when the import was refused, where anything had.</summary>
    internal ImportTally? Tally { get; set; }
}
