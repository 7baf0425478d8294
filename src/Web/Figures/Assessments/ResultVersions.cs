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
    private readonly Dictionary<long, (int From, int To)> _students = [];

    private ResultVersions() { }

    /// <summary>Reads them without awaiting, which for so many rows takes longer than the rows.</summary>
    /// <param name="db">Database.</param>
    /// <param name="students">Keys of the students.</param>
    /// <param name="items">Keys of the line items; other results are left out.</param>
    /// <param name="day">Only what was known by the end of this day.</param>
    /// <param name="cancel">Cancels between rows.</param>
    public static ResultVersions Read(
        EarlyWarningDb db,
        long[] students,
        HashSet<long> items,
        DateOnly day,
        CancellationToken cancel
    )
    {
        var versions = new ResultVersions();
        var (isSorted, last) = (true, (long.MinValue, 0L, (short)0));
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
            if (!items.Contains(r.LineItemId))
            {
                continue;
            }

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
            var place = PlaceOf(versions._all[^1]);
            isSorted &= last.CompareTo(place) <= 0;
            last = place;
        }

        // They lie in this order, and mostly come in it.
        if (!isSorted)
        {
            versions._all.Sort((a, b) => PlaceOf(a).CompareTo(PlaceOf(b)));
        }

        versions.Divide();
        return versions;
    }

    /// <summary>Versions of all results of a student, by line item.</summary>
    /// <param name="student">The student.</param>
    public ReadOnlySpan<(long Student, ResultFact Fact)> Of(long student) =>
        _students.TryGetValue(student, out var range) ? CollectionsMarshal.AsSpan(_all)[range.From..range.To] : [];

    /// <summary>Versions of one result, the first first.</summary>
    /// <param name="own">Those of the student.</param>
    /// <param name="item">The line item.</param>
    public static ReadOnlySpan<(long Student, ResultFact Fact)> Of(
        ReadOnlySpan<(long Student, ResultFact Fact)> own,
        long item
    )
    {
        var (low, high) = (0, own.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (own[middle].Fact.LineItemId < item)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        var end = low;
        while (end < own.Length && own[end].Fact.LineItemId == item)
        {
            end++;
        }

        return own[low..end];
    }

    private void Divide()
    {
        for (var from = 0; from < _all.Count; )
        {
            var to = from + 1;
            while (to < _all.Count && _all[to].Student == _all[from].Student)
            {
                to++;
            }

            _students[_all[from].Student] = (from, to);
            from = to;
        }
    }

    private static (long Student, long Item, short Version) PlaceOf((long Student, ResultFact Fact) row) =>
        (row.Student, row.Fact.LineItemId, row.Fact.Version);
}
