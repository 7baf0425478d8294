using System.Globalization;
using System.Text.Json;
using EarlyWarning.Web.Shared.Hosting;

namespace EarlyWarning.Web.Nightly;

/// <summary>Settings of retraining.</summary>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="PassMark">Mark in percent from which a course is passed (Outcomes:PassMark).</param>
/// <param name="TrainingRows">About the most snapshots a run trains and judges on; beyond it a hash takes a sample of the students.</param>
internal sealed record RetrainingSettings(int Seed, double PassMark, int TrainingRows)
{
    /// <summary>Reads the settings; a wrong one ends with a sentence.</summary>
    public static RetrainingSettings Of(IConfiguration configuration) =>
        new(
            (int)Number(configuration, "Retraining:Seed", 1),
            Number(configuration, "Outcomes:PassMark", 40),
            (int)Number(configuration, "Retraining:TrainingRows", 600_000)
        );

    private static double Number(IConfiguration configuration, string key, double otherwise)
    {
        var text = configuration[key];
        return string.IsNullOrWhiteSpace(text) ? otherwise
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0
                ? value
            : throw new SettingsException($"The setting {key} is \"{text}\". Use a number of at least 0.");
    }
}

/// <summary>Takes a share of the students by a hash of their key, the same ones every night.</summary>
/// <param name="rows">How many rows all students would give.</param>
/// <param name="most">About how many are wanted at the most.</param>
/// <param name="seed">Decides which.</param>
internal sealed class StudentSample(long rows, int most, int seed)
{
    /// <summary>Whether a student is in the sample.</summary>
    public bool Takes(long studentId) =>
        rows <= most || Hash((ulong)studentId + ((ulong)(uint)seed << 32)) < (double)most / rows;

    // SplitMix64 (Steele, Lea and Flood 2014), to a number from 0 to 1.
    private static double Hash(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return ((value ^ (value >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}

/// <summary>How reports are written.</summary>
internal static class ReportJson
{
    public static JsonSerializerOptions Options { get; } =
        new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };
}

/// <summary>Names the code that trained a model: another build of other code has another name.</summary>
internal static class CodeVersion
{
    /// <summary>Hash of the builds (deterministic module ids) of the assemblies that a model depends on.</summary>
    public static string Of(params ReadOnlySpan<Type> types)
    {
        var ids = new List<string>();
        foreach (var type in types)
        {
            ids.Add(type.Module.ModuleVersionId.ToString("n"));
        }

        var bytes = System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.ASCII.GetBytes(string.Concat(ids))
        );
        return Convert.ToHexStringLower(bytes);
    }
}
