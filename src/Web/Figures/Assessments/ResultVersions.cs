using System.Runtime.InteropServices;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>Versions of the results of some students, as far as they were known on a day.</summary>
internal sealed class ResultVersions
{
    // A score beyond this is on no scale; snapshots leave it out too.
    private const double MostScore = 1e6;

    private readonly List<(long Student, ResultFact Fact)> _all = [];

    private ResultVersions() { }

    /// <summary>Reads them without awaiting, which for so many rows takes longer than the rows.</summary>
    /// <param name="db">Database.</param>
    /// <param name="students">Keys of the students.</param>
    /// <param name="day">Only what was known by the end of this day.</param>
    /// <param name="cancel">Cancels between rows.</param>
    public static ResultVersions Read(EarlyWarningDb db, long[] students, DateOnly day, CancellationToken cancel)
    {
        var versions = new ResultVersions();
        var rows = db
            .Results.Where(r => students.Contains(r.StudentId) && r.KnownFrom <= day)
            .Select(r => new
            {
                r.StudentId,
                r.LineItemId,
                r.Version,
                r.Status,
                r.Score,
                r.KnownFrom,
                r.ScoreKnownFrom,
                r.IsBanked,
            });
        foreach (var r in rows)
        {
            cancel.ThrowIfCancellationRequested();
            var fact = new ResultFact(
                r.LineItemId,
                r.Version,
                r.Status,
                r.Score is { } score && Math.Abs(score) <= MostScore ? score : double.NaN,
                -1,
                r.KnownFrom.DayNumber,
                r.ScoreKnownFrom?.DayNumber ?? int.MaxValue,
                r.IsBanked
            );
            versions._all.Add((r.StudentId, fact));
        }

        versions._all.Sort((a, b) => PlaceOf(a).CompareTo(PlaceOf(b)));
        return versions;
    }

    /// <summary>Versions of one result, the first first.</summary>
    /// <param name="student">The student.</param>
    /// <param name="item">The line item.</param>
    public ReadOnlySpan<(long Student, ResultFact Fact)> Of(long student, long item)
    {
        var all = CollectionsMarshal.AsSpan(_all);
        var (low, high) = (0, all.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (PlaceOf(all[middle]).CompareTo((student, item, short.MinValue)) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        var end = low;
        while (end < all.Length && all[end].Student == student && all[end].Fact.LineItemId == item)
        {
            end++;
        }

        return all[low..end];
    }

    private static (long Student, long Item, short Version) PlaceOf((long Student, ResultFact Fact) row) =>
        (row.Student, row.Fact.LineItemId, row.Fact.Version);
}
