using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>
/// Parts that are done (a learner on the test file, a learner on a fold), beside the report that is to be written, so
/// that an evaluation that was stopped goes on where it was. Taken up only by the same request on the same bytes.
/// </summary>
/// <param name="output">Where the report will be, or null: nothing is kept then.</param>
/// <param name="fingerprint">What was asked of which bytes.</param>
internal sealed class SequencesCheckpoint(FileInfo? output, string fingerprint)
{
    private readonly string? _file = output is null ? null : output.FullName + TableCheckpoint.Suffix;

    /// <summary>What a request is recognised by: everything that changes a figure.</summary>
    public static string Fingerprint(SequencesRequest request)
    {
        static string Bytes(string path)
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }

        // Comparing or not changes which parts there are, not their figures.
        var text =
            $"{Bytes(request.Train)} {Bytes(request.Test)} {request.Epochs} {request.Folds} {request.Seed} "
            + CodeVersion.Of(typeof(Ml.Tracing.KnowledgeTracer));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Parts done before by name; a file that cannot be read is one that was cut short, and is made anew.</summary>
    public Dictionary<string, SequencesModelReport> Load()
    {
        var none = new Dictionary<string, SequencesModelReport>(StringComparer.Ordinal);
        if (_file is null || !File.Exists(_file))
        {
            return none;
        }

        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllText(_file), ReportJson.Options);
            return kept is not null && string.Equals(kept.Fingerprint, fingerprint, StringComparison.Ordinal)
                ? new Dictionary<string, SequencesModelReport>(kept.Parts, StringComparer.Ordinal)
                : none;
        }
        catch (JsonException)
        {
            return none;
        }
    }

    /// <summary>Keeps what is done, all or nothing.</summary>
    public void Save(Dictionary<string, SequencesModelReport> parts)
    {
        if (_file is null)
        {
            return;
        }

        File.WriteAllText(_file + ".new", JsonSerializer.Serialize(new Kept(fingerprint, parts), ReportJson.Options));
        File.Move(_file + ".new", _file, overwrite: true);
    }

    private sealed record Kept(string Fingerprint, Dictionary<string, SequencesModelReport> Parts);
}
