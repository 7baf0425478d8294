using System.Globalization;
using System.Text.Json;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>
/// What belongs to a cohort: one value, or all, of each dimension of the stored table; protected attributes are not among
/// them. It stands in the address and in a saved cohort.
/// </summary>
/// <param name="OrgId">The organisation, with all below it.</param>
/// <param name="Term">First day of the term; null for all.</param>
/// <param name="Grade">Grade level; null for all, empty for those not known.</param>
/// <param name="Subject">Subject; null for all, empty for others.</param>
/// <param name="State">State at week 8.</param>
public sealed record CohortFilter(long OrgId, DateOnly? Term, string? Grade, string? Subject, CohortState State)
{
    private const string All = "*";
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>The whole of an organisation.</summary>
    /// <param name="orgId">The organisation.</param>
    public static CohortFilter Whole(long orgId) => new(orgId, null, null, null, CohortState.All);

    /// <summary>Reads what <see cref="ToText"/> wrote; null where it is nothing of the kind.</summary>
    /// <param name="text">From an address.</param>
    public static CohortFilter? Parse(string? text)
    {
        var parts = text?.Split('|').Select(Uri.UnescapeDataString).ToArray() ?? [];
        if (
            parts.Length != 5
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var org)
            || !Enum.TryParse<CohortState>(parts[4], out var state)
            || !Enum.IsDefined(state)
        )
        {
            return null;
        }

        DateOnly? term = null;
        if (parts[1] != All)
        {
            if (
                !DateOnly.TryParseExact(
                    parts[1],
                    DayFormat,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                )
            )
            {
                return null;
            }

            term = day;
        }

        return new CohortFilter(org, term, parts[2] == All ? null : parts[2], parts[3] == All ? null : parts[3], state);
    }

    /// <summary>For an address.</summary>
    public string ToText() =>
        string.Join(
            '|',
            OrgId.ToString(CultureInfo.InvariantCulture),
            Term?.ToString(DayFormat, CultureInfo.InvariantCulture) ?? All,
            Uri.EscapeDataString(Grade ?? All),
            Uri.EscapeDataString(Subject ?? All),
            State.ToString()
        );

    /// <summary>For a saved cohort.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads a saved cohort; null where another version wrote it.</summary>
    /// <param name="json">What was saved.</param>
    public static CohortFilter? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<CohortFilter>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
