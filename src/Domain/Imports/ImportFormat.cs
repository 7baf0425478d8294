using EarlyWarning.Domain.Imports.Files;

namespace EarlyWarning.Domain.Imports;

/// <summary>A format: which files there are and what their rows mean.</summary>
internal abstract class ImportFormat
{
    /// <summary>The formats by the name given on the command line.</summary>
    public static readonly IReadOnlyList<string> Names = ["oulad", "oneroster"];

    /// <summary>Name of the source whose keys the records carry.</summary>
    public abstract string Source { get; }

    /// <summary>Reads all files. Called twice; whatever one pass found out for the next is kept in the format.</summary>
    /// <exception cref="ImportRefusedException">A structural fault.</exception>
    public abstract Task ReadAsync(ImportPass pass);

    /// <summary>The format of this name over an open bundle.</summary>
    /// <exception cref="ImportRefusedException">There is no such format.</exception>
    public static ImportFormat Of(string name, Bundle bundle) =>
        name.ToUpperInvariant() switch
        {
            "OULAD" => new Oulad.OuladFormat(bundle),
            "ONEROSTER" => new OneRoster.OneRosterFormat(bundle),
            _ => throw new ImportRefusedException(
                $"There is no format \"{name}\". Use one of: {string.Join(", ", Names)}."
            ),
        };
}
