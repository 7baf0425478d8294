using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>
/// Learners that are done, beside the report that is to be written, so that an evaluation that was stopped goes on where it
/// was. It is taken up only by the same request on the same rows, and removed once the report is there.
/// </summary>
/// <param name="output">Where the report will be, or null: nothing is kept then.</param>
/// <param name="fingerprint">What was asked of which rows.</param>
internal sealed class TableCheckpoint(FileInfo? output, string fingerprint)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Added to the report's name.</summary>
    public const string Suffix = ".partial";

    private readonly string? _file = output is null ? null : output.FullName + Suffix;

    /// <summary>What a request on rows is recognised by.</summary>
    public static string Fingerprint(TableRequest request, string data)
    {
        var text = JsonSerializer.Serialize(request with { File = "", TestFile = null, Models = null }) + data;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Learners done before; a file that cannot be read is one that was cut short, and is made anew.</summary>
    public List<TableResult> Load()
    {
        if (_file is null || !File.Exists(_file))
        {
            return [];
        }

        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllText(_file), Options);
            return kept is not null && string.Equals(kept.Fingerprint, fingerprint, StringComparison.Ordinal)
                ? kept.Results
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Keeps what is done, all or nothing.</summary>
    public void Save(List<TableResult> results)
    {
        if (_file is null)
        {
            return;
        }

        File.WriteAllText(_file + ".new", JsonSerializer.Serialize(new Kept(fingerprint, results), Options));
        File.Move(_file + ".new", _file, overwrite: true);
    }

    private sealed record Kept(string Fingerprint, List<TableResult> Results);
}
