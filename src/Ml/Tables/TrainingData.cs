using System.Security.Cryptography;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tables;

/// <summary>What is learned.</summary>
public enum TaskKind
{
    /// <summary>An outcome of 0 or 1; the margin is its log-odds.</summary>
    Binary,

    /// <summary>A number; the margin is that number.</summary>
    Regression,

    /// <summary>
    /// A class code 0, 1, ..., K - 1; a model has one margin per class, and the softmax of the margins are the
    /// probabilities.
    /// </summary>
    Multiclass,
}

/// <summary>Rows with their outcomes.</summary>
/// <param name="X">Inputs.</param>
/// <param name="Y">
/// Outcomes, one per row: 0 or 1 for a binary task, a code from 0 for a multiclass one, else a finite number.
/// </param>
/// <param name="Weights">One per row, finite and not negative; null is one for every row.</param>
/// <param name="Groups">
/// Whose row it is (the student), one per row; rows of one group never sit on both sides of a split. Null where every
/// row stands alone.
/// </param>
/// <param name="ClassNames">Names of the classes of a multiclass task, code 0 first; null where they have none.</param>
/// <exception cref="ArgumentException">Lengths differ, or a number is not finite, or a weight is negative.</exception>
public sealed record TrainingData(
    Table X,
    double[] Y,
    double[]? Weights = null,
    long[]? Groups = null,
    IReadOnlyList<string>? ClassNames = null
)
{
    private readonly int? _classCount;

    /// <summary>Outcomes, one per row.</summary>
    public double[] Y { get; } = Checked(X, Y, double.IsFinite, "outcome", "finite; leave unlabelled rows out");

    /// <summary>Weights, one per row; null is one for every row.</summary>
    public double[]? Weights { get; } =
        Weights is null
            ? null
            : Checked(X, Weights, w => double.IsFinite(w) && w >= 0, "weight", "finite and not negative");

    /// <summary>Whose row it is, one per row; null where every row stands alone.</summary>
    public long[]? Groups { get; } = Groups is null ? null : Checked(X, Groups, _ => true, "group", "given");

    /// <summary>
    /// How many classes a multiclass task has: as many as have names, else one more than the largest code. Rows selected
    /// from here keep the number, so that every fold's model has a margin for every class.
    /// </summary>
    public int ClassCount
    {
        get => _classCount ?? ClassNames?.Count ?? (Y.Length == 0 ? 0 : (int)Y.Max() + 1);
        init => _classCount = value;
    }

    /// <summary>The named rows, in that order.</summary>
    public TrainingData Select(int[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new TrainingData(
            X.Select(rows),
            Pick(Y, rows),
            PickOrNull(Weights, rows),
            PickOrNull(Groups, rows),
            ClassNames
        )
        {
            ClassCount = ClassCount,
        };
    }

    /// <summary>SHA-256 in lower-case hex over schema, values, outcomes, weights and groups.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.Append(X.Schema.Fingerprint);
        hash.AppendBits(X.Values);
        hash.AppendBits<double>(Y);
        hash.AppendBits<double>(Weights ?? []);
        hash.AppendBits<long>(Groups ?? []);
        foreach (var name in ClassNames ?? [])
        {
            hash.Append(name);
        }

        return hash.ToHex();
    }

    private static T[] Pick<T>(T[] source, int[] rows) => Array.ConvertAll(rows, row => source[row]);

    private static T[]? PickOrNull<T>(T[]? source, int[] rows) => source is null ? null : Pick(source, rows);

    private static T[] Checked<T>(Table x, T[] entries, Predicate<T> valid, string what, string rule)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Length != x.RowCount)
        {
            throw new ArgumentException($"There are {x.RowCount} rows, but {entries.Length} entries of {what}.", what);
        }

        var bad = Array.FindIndex(entries, entry => !valid(entry));
        return bad < 0 ? entries : throw new ArgumentException($"The {what} of row {bad} must be {rule}.", what);
    }
}
