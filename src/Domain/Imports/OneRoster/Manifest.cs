using EarlyWarning.Domain.Imports.Files;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>Which files of the bundle are to be read: those that manifest.csv says, else those that are there.</summary>
internal sealed class Manifest
{
    private static readonly string[] Known =
    [
        "orgs",
        "academicSessions",
        "courses",
        "classes",
        "users",
        "enrollments",
        "demographics",
        "categories",
        "lineItems",
        "results",
    ];

    private readonly Bundle _bundle;
    private readonly Dictionary<string, string> _properties = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _exists;

    /// <summary>Reads the manifest of a bundle.</summary>
    /// <exception cref="ImportRefusedException">
    /// Another version than 1.1, a delta, a file that is promised and not there, or nothing that can be read.
    /// </exception>
    public Manifest(Bundle bundle, Action<string> warn)
    {
        _bundle = bundle;
        if (bundle.Find("manifest") is { } file)
        {
            _exists = true;
            Read(file, warn);
            Check();
        }
        else
        {
            warn("There is no manifest.csv, so the files were read as OneRoster 1.1 bulk by their headers.");
        }
    }

    /// <summary>The file of the standard, or null where the bundle has none.</summary>
    public BundleFile? Find(string name) =>
        !_exists ? _bundle.Find(name)
        : IsBulk(name) ? _bundle.Require(name)
        : null;

    private bool IsBulk(string name) =>
        string.Equals(_properties.GetValueOrDefault($"file.{name}"), "bulk", StringComparison.OrdinalIgnoreCase);

    private void Read(BundleFile file, Action<string> warn)
    {
        using var csv = new CsvFile(file, OneRosterLayouts.Manifest, warn);
        while (csv.Read())
        {
            if (csv.Row.Optional("propertyName") is { } name)
            {
                _properties[name] = csv.Row.Optional("value") ?? "";
            }
        }
    }

    private void Check()
    {
        var version = _properties.GetValueOrDefault("oneroster.version");
        if (version is not (null or "" or "1.1"))
        {
            throw new ImportRefusedException(
                $"manifest.csv says OneRoster {version}; only 1.1 can be read. Export the bundle as OneRoster 1.1."
            );
        }

        foreach (var name in Known)
        {
            var way = _properties.GetValueOrDefault($"file.{name}")?.ToUpperInvariant();
            if (way is not (null or "" or "ABSENT" or "BULK"))
            {
                throw new ImportRefusedException(
                    $"manifest.csv says that {name}.csv is \"{_properties[$"file.{name}"]}\"; only bulk files can be read. "
                        + "Export the whole data (bulk), not the changes alone."
                );
            }

            Find(name);
        }
    }
}
