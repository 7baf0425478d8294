using System.IO.Compression;

namespace EarlyWarning.Domain.Imports.Files;

/// <summary>
/// The CSV files of a folder (with one level of folders below it) or of a zip archive, found by name without regard to
/// case, each as NAME.csv or NAME.csv.gz. Archives are read in place; nothing is ever written to disk.
/// </summary>
internal sealed class Bundle : IDisposable
{
    private readonly Dictionary<string, BundleFile> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly ZipArchive? _archive;

    private Bundle(string path, ZipArchive? archive)
    {
        Path = path;
        _archive = archive;
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>Names without extension, folders separated by a slash.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>Opens a folder or a zip archive.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="ImportRefusedException">There is nothing there that can be read as a bundle.</exception>
    public static Bundle Open(string path)
    {
        if (Directory.Exists(path))
        {
            return OpenFolder(path);
        }

        if (!File.Exists(path))
        {
            throw new ImportRefusedException($"There is no folder or zip file {path}. Check the path.");
        }

        return OpenArchive(path);
    }

    /// <summary>The file of this name, or null.</summary>
    /// <param name="name">Name without extension.</param>
    public BundleFile? Find(string name) => _files.GetValueOrDefault(name);

    /// <summary>The file of this name.</summary>
    /// <param name="name">Name without extension.</param>
    /// <exception cref="ImportRefusedException">There is no such file.</exception>
    public BundleFile Require(string name) =>
        Find(name)
        ?? throw new ImportRefusedException(
            $"{Path} has no {name}.csv (or {name}.csv.gz){Spelling.Suggest(name, _files.Keys)}. "
                + "Add the file and import again."
        );

    /// <inheritdoc />
    public void Dispose() => _archive?.Dispose();

    private static Bundle OpenFolder(string path)
    {
        var bundle = new Bundle(path, null);
        var depth = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 };
        foreach (var file in Directory.EnumerateFiles(path, "*", depth).Order(StringComparer.Ordinal))
        {
            var name = System.IO.Path.GetRelativePath(path, file).Replace('\\', '/');
            bundle.Add(name, new FileInfo(file).Length, () => File.OpenRead(file));
        }

        return bundle;
    }

    private static Bundle OpenArchive(string path)
    {
        ZipArchive archive;
        try
        {
            archive = ZipFile.OpenRead(path);
        }
        catch (InvalidDataException)
        {
            throw new ImportRefusedException(
                $"{path} is neither a folder nor a readable zip file. Give the folder of the CSV files, or zip them again."
            );
        }

        var bundle = new Bundle(path, archive);
        try
        {
            bundle.AddEntries(archive);
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    private void AddEntries(ZipArchive archive)
    {
        var entries = archive.Entries.Where(e => !e.FullName.EndsWith('/')).ToList();
        foreach (var entry in entries)
        {
            RefuseEscape(entry.FullName);
        }

        // Zipping a folder instead of its files puts one folder around everything.
        var csv = entries.Where(e => IsCsv(e.FullName)).ToList();
        var first = csv.Count == 0 ? "" : csv[0].FullName;
        var outer = first[..(first.IndexOf('/', StringComparison.Ordinal) + 1)];
        var cut = csv.TrueForAll(e => e.FullName.StartsWith(outer, StringComparison.Ordinal)) ? outer.Length : 0;
        foreach (var entry in csv)
        {
            Add(entry.FullName[cut..], entry.CompressedLength, () => OpenEntry(entry));
        }
    }

    private Stream OpenEntry(ZipArchiveEntry entry)
    {
        try
        {
            return entry.Open();
        }
        catch (InvalidDataException)
        {
            throw new ImportRefusedException(
                $"{entry.FullName} in {Path} cannot be unpacked: it is damaged or encrypted. Zip the files again without a password."
            );
        }
    }

    private void RefuseEscape(string entry)
    {
        var parts = entry.Split('/', '\\');
        if (
            entry.Contains('\\')
            || entry.Contains(':')
            || entry.StartsWith('/')
            || parts.Contains("..", StringComparer.Ordinal)
        )
        {
            throw new ImportRefusedException(
                $"{Path} holds an entry that points outside the archive (\"{entry}\"). Such a file is not read; zip the CSV files again."
            );
        }
    }

    private void Add(string name, long length, Func<Stream> open)
    {
        if (!IsCsv(name))
        {
            return;
        }

        var gzipped = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var key = name[..^(gzipped ? ".csv.gz".Length : ".csv".Length)];
        if (!_files.TryAdd(key, new BundleFile(name, length, open, gzipped)))
        {
            throw new ImportRefusedException(
                $"{Path} holds {key} twice ({_files[key].Name} and {name}). Leave one of them."
            );
        }
    }

    private static bool IsCsv(string name) =>
        name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);
}
