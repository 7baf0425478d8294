using System.Text.Json.Serialization;

namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A figure: what is drawn, what is said to those who do not see it, and the same as a table.</summary>
public abstract record ChartSpec
{
    /// <summary>Name of exported files and of the table.</summary>
    public required string Title { get; init; }

    /// <summary>What the figure shows, in one or two sentences.</summary>
    public required string Description { get; init; }

    /// <summary>Height in pixels.</summary>
    public abstract int Height { get; }

    /// <summary>The figures themselves.</summary>
    public abstract ChartTable Table { get; }

    /// <summary>The figure for plotly.js; colours are tokens ("var(--accent)") that the browser resolves.</summary>
    internal abstract PlotlyFigure ToPlotly();
}

/// <summary>The table beside a chart.</summary>
/// <param name="Columns">Headings; the first column names the row.</param>
/// <param name="Rows">Cells, as many as headings.</param>
public sealed record ChartTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The same as a file.</summary>
    public Csv ToCsv()
    {
        var csv = new Csv([.. Columns]);
        foreach (var row in Rows)
        {
            csv.Add([.. row]);
        }

        return csv;
    }
}

/// <summary>Traces and layout as plotly.js takes them.</summary>
/// <param name="Data">Traces.</param>
/// <param name="Layout">Layout.</param>
internal sealed record PlotlyFigure(
    [property: JsonPropertyName("data")] IReadOnlyList<object> Data,
    [property: JsonPropertyName("layout")] object Layout
);
