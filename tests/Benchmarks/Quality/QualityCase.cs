using System.Text.Json;

namespace EarlyWarning.Benchmarks.Quality;

/// <summary>A figure to be reached.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="Metric">Metric key.</param>
/// <param name="Published">The published figure.</param>
/// <param name="Bar">What must be reached: the published figure less one standard error where the design allows it.</param>
/// <param name="LowerIsBetter">Whether less is better.</param>
/// <param name="Read">Reads our figure, and its interval where there is one, from the report.</param>
internal sealed record QualityBar(
    string Name,
    string Metric,
    double Published,
    double Bar,
    bool LowerIsBetter,
    Func<JsonElement, Measured> Read
);

/// <summary>Our figure.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="By">Which learner reached it.</param>
/// <param name="Judged">What is held against the bar: the figure, or an end of its interval where the design says so.</param>
internal sealed record Measured(double Value, double? Low, double? High, string By, double Judged);

/// <summary>A run of the product that gives figures.</summary>
/// <param name="Name">Name of its report.</param>
/// <param name="Commands">Arguments of the product, one list a start; the last writes the report to {out}.</param>
/// <param name="Bars">Figures read from the report.</param>
/// <param name="Prepare">Writes derived files into the folder given, or null.</param>
/// <param name="Environment">Settings of the starts.</param>
internal sealed record QualityCase(
    string Name,
    IReadOnlyList<IReadOnlyList<string>> Commands,
    IReadOnlyList<QualityBar> Bars,
    Action<string>? Prepare = null,
    IReadOnlyDictionary<string, string>? Environment = null
);
