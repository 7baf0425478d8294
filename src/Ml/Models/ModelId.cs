using System.Security.Cryptography;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Models;

/// <summary>A model's name: what went into it, hashed (the idea of dssg/triage).</summary>
public static class ModelId
{
    /// <summary>SHA-256 in lower-case hex; the order of the parameters does not matter.</summary>
    public static string Compute(
        string trainer,
        IReadOnlyDictionary<string, string> parameters,
        string dataFingerprint,
        string codeVersion,
        int seed
    )
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.Append(trainer);
        hash.Append(parameters.Count);
        foreach (var (name, value) in parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            hash.Append(name);
            hash.Append(value);
        }

        hash.Append(dataFingerprint);
        hash.Append(codeVersion);
        hash.Append(seed);
        return hash.ToHex();
    }
}
