using System.IO.Compression;
using System.Text;

namespace EarlyWarning.Domain.Tests.Imports;

/// <summary>Ways in which a bundle cannot be read at all.</summary>
internal static class StructuralFaults
{
    public static (string Path, string Format) Make(string fault, CsvFolder files)
    {
        const string Info = "studentInfo.csv";
        var text = File.ReadAllText(Path.Combine(files.Path, Info));
        switch (fault)
        {
            case "no file":
                files.Delete(Info);
                break;
            case "no column":
                files.Edit(Info, ",final_result", ",grade");
                break;
            case "misspelt column":
                files.Edit(Info, ",final_result", ",final_resullt");
                break;
            case "empty file":
                files.Write(Info, "");
                break;
            case "windows-1252":
                files.Write(Info, [.. Encoding.UTF8.GetBytes(text[..20]), 0xE9, .. Encoding.UTF8.GetBytes(text[20..])]);
                break;
            case "utf-16":
                files.Write(Info, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)]);
                break;
            case "bad gzip":
                files.Delete(Info);
                files.Write(Info + ".gz", [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
                break;
            case "bad zip":
                return (Path.Combine(files.Write("bundle.zip", "not a zip").Path, "bundle.zip"), "oulad");
            case "escaping zip":
                return (files.Zip("../"), "oulad");
            case "zip bomb":
                files.Write(Info, Encoding.UTF8.GetBytes(text + new string('\n', 100 << 20)));
                return (files.Zip(), "oulad");
            case "no path":
                return (Path.Combine(files.Path, "nowhere"), "oulad");
            case "twice":
                using (
                    var packed = new GZipStream(
                        File.Create(Path.Combine(files.Path, Info + ".gz")),
                        CompressionLevel.Fastest
                    )
                )
                {
                    packed.Write(Encoding.UTF8.GetBytes(text));
                }

                break;
            case "no format":
                return (files.Path, "edfi");
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "Unknown fault.");
        }

        return (files.Path, "oulad");
    }
}
