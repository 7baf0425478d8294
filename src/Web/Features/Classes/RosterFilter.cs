using System.Linq.Expressions;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>Which students of a class are listed.</summary>
public enum RosterShow
{
    /// <summary>All.</summary>
    All,

    /// <summary>State "needs support".</summary>
    NeedsSupport,

    /// <summary>State "watch".</summary>
    Watch,

    /// <summary>State "on track".</summary>
    OnTrack,

    /// <summary>State "not enough data", or no score yet.</summary>
    NotEnoughData,

    /// <summary>"Needs support" now and not a week ago.</summary>
    New,

    /// <summary>A lower state of risk than a week ago.</summary>
    Better,
}

/// <summary>How a roster is ordered.</summary>
public enum RosterSort
{
    /// <summary>By state, then by risk, grouped.</summary>
    State,

    /// <summary>By family name.</summary>
    Name,

    /// <summary>Latest change of state first.</summary>
    Change,
}

/// <summary>What a roster shows; lives in the URL.</summary>
/// <param name="Show">Which students.</param>
/// <param name="Search">Part of a name, or null.</param>
/// <param name="Sort">Order.</param>
/// <param name="Page">From 1.</param>
public sealed record RosterFilter(
    RosterShow Show = RosterShow.All,
    string? Search = null,
    RosterSort Sort = RosterSort.State,
    int Page = 1
)
{
    /// <summary>Rows on a page.</summary>
    public const int PageSize = 40;

    /// <summary>Reads a filter from the query string; what cannot be read counts as not given.</summary>
    public static RosterFilter Parse(string? show, string? search, string? sort, int? page) =>
        new(
            Parse<RosterShow>(show),
            string.IsNullOrWhiteSpace(search) ? null : search.Trim(),
            Parse<RosterSort>(sort),
            Math.Max(1, page ?? 1)
        );

    /// <summary>The query string without its question mark; defaults are left out.</summary>
    public string ToQuery()
    {
        List<string> parts = [];
        Add("show", Show == RosterShow.All ? null : Slug(Show.ToString()));
        Add("q", Search);
        Add("sort", Sort == RosterSort.State ? null : Slug(Sort.ToString()));
        Add("page", Page == 1 ? null : Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return string.Join('&', parts);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }

    /// <summary>The condition of a choice; also what its chip counts.</summary>
    public static Expression<Func<Standing, bool>> Matches(RosterShow show) =>
        show switch
        {
            RosterShow.NeedsSupport => s => s.Score!.State == RiskState.NeedsSupport,
            RosterShow.Watch => s => s.Score!.State == RiskState.Watch,
            RosterShow.OnTrack => s => s.Score!.State == RiskState.OnTrack,
            RosterShow.NotEnoughData => s => s.Score == null || s.Score.State == RiskState.NotEnoughData,
            RosterShow.New => s =>
                s.Score!.State == RiskState.NeedsSupport && s.Score.PreviousState < RiskState.NeedsSupport,
            RosterShow.Better => s =>
                s.Score!.State != RiskState.NotEnoughData && s.Score.State < s.Score.PreviousState,
            _ => _ => true,
        };

    // "NeedsSupport" reads "needs-support" in an address.
    private static string Slug(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{c}" : $"{c}")).ToLowerInvariant();

    private static T Parse<T>(string? text)
        where T : struct, Enum =>
        Enum.GetValues<T>()
            .FirstOrDefault(v => string.Equals(Slug(v.ToString()), text, StringComparison.OrdinalIgnoreCase));
}
