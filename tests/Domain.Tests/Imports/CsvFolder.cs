using System.IO.Compression;
using System.Text;

namespace EarlyWarning.Domain.Tests.Imports;

/// <summary>A folder of CSV files for one test; deleted when disposed.</summary>
internal sealed class CsvFolder : IDisposable
{
    public CsvFolder(params (string Name, string Text)[] files)
    {
        Path = Directory.CreateTempSubdirectory("earlywarning-csv-").FullName;
        foreach (var (name, text) in files)
        {
            Write(name, text);
        }
    }

    public string Path { get; }

    /// <summary>Writes a file; lines may be indented.</summary>
    public CsvFolder Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public CsvFolder Write(string name, byte[] bytes)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return this;
    }

    public CsvFolder Gzip(string name)
    {
        var file = System.IO.Path.Combine(Path, name);
        using (var packed = new GZipStream(File.Create(file + ".gz"), CompressionLevel.Fastest))
        {
            packed.Write(File.ReadAllBytes(file));
        }

        File.Delete(file);
        return this;
    }

    public void Delete(string name) => File.Delete(System.IO.Path.Combine(Path, name));

    /// <summary>Replaces text in a file; the text must be there.</summary>
    public void Edit(string name, string before, string after)
    {
        var file = System.IO.Path.Combine(Path, name);
        var text = File.ReadAllText(file);
        text.ShouldContain(before);
        File.WriteAllText(file, text.Replace(before, after, StringComparison.Ordinal));
    }

    /// <summary>A zip file of the folder beside its files.</summary>
    public string Zip(string inside = "")
    {
        var file = System.IO.Path.Combine(Path, $"{Guid.NewGuid():n}.zip");
        using var archive = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach (var csv in Directory.EnumerateFiles(Path, "*.csv"))
        {
            archive.CreateEntryFromFile(csv, inside + System.IO.Path.GetFileName(csv));
        }

        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
