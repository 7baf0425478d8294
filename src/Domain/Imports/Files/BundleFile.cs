using System.IO.Compression;

namespace EarlyWarning.Domain.Imports.Files;

/// <summary>One CSV file of a bundle, plain or compressed; it can be opened again and again.</summary>
/// <param name="name">Name within the bundle, as people see it.</param>
/// <param name="packedLength">Bytes on disk or within the archive.</param>
/// <param name="open">Opens the bytes as stored.</param>
/// <param name="gzipped">Whether the bytes are a gzip stream.</param>
internal sealed class BundleFile(string name, long packedLength, Func<Stream> open, bool gzipped)
{
    public string Name { get; } = name;

    /// <summary>Opens the bytes of the file as checked UTF-8.</summary>
    /// <exception cref="ImportRefusedException">The file cannot be read.</exception>
    public Stream OpenText()
    {
        var bytes = open();
        Stream plain = gzipped ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        return new Utf8Stream(plain, Name, packedLength);
    }
}
