namespace EarlyWarning.Web.Shared.Charts;

/// <summary>What every figure has in common: type, colours, no dragging.</summary>
internal static class PlotlyLayout
{
    public const string Ink = "var(--ink)";
    public const string Soft = "var(--soft)";
    public const string Line = "var(--line)";
    public const string Accent = "var(--accent)";
    public const string Support = "var(--support)";
    public const string Watch = "var(--watch)";
    public const string Strength = "var(--strength)";

    /// <summary>Makes a layout of the common parts and the given ones.</summary>
    public static Dictionary<string, object> Of(
        int height,
        object margin,
        params ReadOnlySpan<(string Key, object Value)> parts
    )
    {
        var layout = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["height"] = height,
            ["margin"] = margin,
            ["paper_bgcolor"] = "var(--card)",
            ["plot_bgcolor"] = "var(--card)",
            ["font"] = new
            {
                family = "var(--font)",
                size = 12,
                color = Soft,
            },
            ["hoverlabel"] = new
            {
                bgcolor = "var(--page)",
                bordercolor = "var(--line-strong)",
                font = new { color = Ink, family = "var(--font)" },
            },
            ["showlegend"] = false,
            // Dragging would take the page's scrolling on a phone.
            ["dragmode"] = false,
        };
        foreach (var (key, value) in parts)
        {
            layout[key] = value;
        }

        return layout;
    }

    /// <summary>A word at the left edge, above the place y of an axis.</summary>
    public static object Label(string text, double y, int shift, string color = Ink) =>
        new
        {
            text = Escape(text),
            xref = "paper",
            yref = "y",
            x = 0,
            y,
            yshift = shift,
            xanchor = "left",
            yanchor = "middle",
            align = "left",
            showarrow = false,
            // Lines of the figure pass behind the words.
            bgcolor = "var(--card)",
            borderpad = 1,
            font = new { color, size = 12 },
        };

    /// <summary>Text that plotly.js would otherwise read as markup.</summary>
    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
