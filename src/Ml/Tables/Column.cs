namespace EarlyWarning.Ml.Tables;

/// <summary>How the numbers of a column are to be read.</summary>
public enum ColumnKind
{
    /// <summary>A quantity; distances matter.</summary>
    Numeric,

    /// <summary>Ordered codes 0, 1, 2, ...; only the order matters to trees, linear models read the code as a number.</summary>
    Ordinal,

    /// <summary>Unordered codes 0, 1, 2, ...</summary>
    Categorical,
}

/// <summary>The direction in which a model's margin may move when the column grows and the others stay.</summary>
public enum Monotonicity
{
    /// <summary>More never raises the margin.</summary>
    Decreasing = -1,

    /// <summary>No promise.</summary>
    None = 0,

    /// <summary>More never lowers the margin.</summary>
    Increasing = 1,
}

/// <summary>One input of a model.</summary>
/// <param name="Name">Unique within the schema.</param>
/// <param name="Kind">How its numbers are read.</param>
/// <param name="Monotone">
/// Honoured by the tree learner for columns that are not categorical, in binary tasks and regression.
/// </param>
/// <param name="Categories">Names of the codes, code 0 first; null where codes have no names.</param>
public sealed record Column(
    string Name,
    ColumnKind Kind,
    Monotonicity Monotone = Monotonicity.None,
    IReadOnlyList<string>? Categories = null
);
