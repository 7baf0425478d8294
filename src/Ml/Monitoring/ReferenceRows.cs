namespace EarlyWarning.Ml.Monitoring;

/// <summary>A column of a reference.</summary>
/// <param name="Name">Name of the feature.</param>
/// <param name="IsCategorical">Whether values are levels without an order.</param>
public sealed record ReferenceColumn(string Name, bool IsCategorical);

/// <summary>Rows a reference is made of.</summary>
/// <param name="Columns">The features.</param>
/// <param name="Values">Values of each row in the order of the columns; NaN is missing.</param>
/// <param name="Weeks">Week of each row.</param>
/// <param name="Classes">Class of each row; rows of one class resemble each other. Null: every row stands alone.</param>
public sealed record ReferenceRows(
    IReadOnlyList<ReferenceColumn> Columns,
    IReadOnlyList<float[]> Values,
    IReadOnlyList<int> Weeks,
    IReadOnlyList<long>? Classes = null
);

/// <summary>Scores of rows that the model had not seen.</summary>
/// <param name="Margins">Margins.</param>
/// <param name="Weeks">Week of each.</param>
/// <param name="Classes">Class of each, or null.</param>
/// <param name="Shown">Calibrated frequencies; empty for a goal that is no frequency.</param>
/// <param name="Outcomes">0 or 1 for each frequency; empty where there are none.</param>
/// <param name="Students">Whose each is, or null.</param>
public sealed record ReferenceScores(
    IReadOnlyList<double> Margins,
    IReadOnlyList<int> Weeks,
    IReadOnlyList<long>? Classes,
    IReadOnlyList<double> Shown,
    IReadOnlyList<double> Outcomes,
    IReadOnlyList<long>? Students
);
