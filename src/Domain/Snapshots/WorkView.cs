using System.Runtime.InteropServices;
using EarlyWarning.Domain.Grades;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>Graded work and marks of an enrollment as known on a date.</summary>
public sealed class WorkView
{
    /// <summary>Share of the class that must have handed in before a missing result counts as missing work.</summary>
    /// <remarks>A teacher who has not entered anything yet must not make a whole class look idle.</remarks>
    public const double RecordedShare = 0.1;

    private readonly List<double> _marks = [];
    private readonly List<bool> _lastDue = [];
    private double _vsClass;
    private int _vsClassCount;
    private double _earned;
    private double _possible;
    private double _classMissing;
    private double _weightDue;
    private double _weightAll;
    private double _daysLate;
    private double _lead;

    internal WorkView(StudentAsOf student, EnrollmentFact enrollment)
    {
        foreach (var item in enrollment.Class.LineItems)
        {
            var weight = double.IsNaN(item.Weight) ? 1 : item.Weight;
            _weightAll += weight;
            Read(student, enrollment, item, weight);
        }
    }

    /// <summary>Items due so far that count: recorded for the class, not exempt, due while enrolled.</summary>
    public int Due { get; private set; }

    /// <summary>Of those, not handed in.</summary>
    public int Missing { get; private set; }

    /// <summary>Items handed in with a known day.</summary>
    public int HandedIn { get; private set; }

    /// <summary>Of those, after the day they were due.</summary>
    public int Late { get; private set; }

    /// <summary>Items taken over from an earlier attempt.</summary>
    public int Banked { get; private set; }

    /// <summary>Last day of a hand-in, or -1.</summary>
    public int LastHandIn { get; private set; } = -1;

    /// <summary>Marks known.</summary>
    public int MarkCount => _marks.Count;

    /// <summary>Mean mark in percent.</summary>
    public float MeanMark => _marks.Count == 0 ? float.NaN : (float)_marks.Average();

    /// <summary>Latest mark in percent, by due day.</summary>
    public float LastMark => _marks.Count == 0 ? float.NaN : (float)_marks[^1];

    /// <summary>Lowest mark in percent.</summary>
    public float LowestMark => _marks.Count == 0 ? float.NaN : (float)_marks.Min();

    /// <summary>Mean of the last two marks less the mean of those before; NaN under four marks.</summary>
    public float MarkTrend =>
        _marks.Count < 4 ? float.NaN : (float)(_marks.TakeLast(2).Average() - _marks.SkipLast(2).Average());

    /// <summary>Mean distance from the class's mean, item by item, in points.</summary>
    public float VersusClass => _vsClassCount == 0 ? float.NaN : (float)(_vsClass / _vsClassCount);

    /// <summary>Points earned of those due, missing work as zero, 0 to 100.</summary>
    public float PointsShare => _possible <= 0 ? float.NaN : (float)(_earned / _possible);

    /// <summary>Share of work due that is missing, 0 to 1.</summary>
    public float MissingShare => Due == 0 ? float.NaN : (float)Missing / Due;

    /// <summary>Of the last three items due, those missing.</summary>
    public float MissingOfLastThree => Due == 0 ? float.NaN : _lastDue.TakeLast(3).Count(missing => missing);

    /// <summary>Missing share less the class's.</summary>
    public float MissingVersusClass => Due == 0 ? float.NaN : (float)((Missing - _classMissing) / Due);

    /// <summary>Share of hand-ins that were late, 0 to 1.</summary>
    public float LateShare => HandedIn == 0 ? float.NaN : (float)Late / HandedIn;

    /// <summary>Mean days late of the hand-ins, early ones as 0.</summary>
    public float MeanDaysLate => HandedIn == 0 ? float.NaN : (float)(_daysLate / HandedIn);

    /// <summary>Mean days handed in before they were due; late ones count below zero.</summary>
    public float MeanLead => HandedIn == 0 ? float.NaN : (float)(_lead / HandedIn);

    /// <summary>Share of the course's weight that was due so far, 0 to 1.</summary>
    public float WeightDue => _weightAll <= 0 ? float.NaN : (float)(_weightDue / _weightAll);

    /// <summary>Whether work of this state was handed in.</summary>
    /// <param name="status">State.</param>
    public static bool IsHandedIn(ScoreStatus status) =>
        status is ScoreStatus.FullyGraded or ScoreStatus.PartiallyGraded or ScoreStatus.Submitted;

    private void Read(StudentAsOf student, EnrollmentFact enrollment, LineItemBook item, double weight)
    {
        var (state, score) = Known(student, item.Id);
        if (state is { Status: ScoreStatus.Exempt })
        {
            return;
        }

        if (state is { IsBanked: true })
        {
            Banked++;
            return;
        }

        var handedIn = state is { } known && IsHandedIn(known.Status);
        if (handedIn)
        {
            NoteHandIn(item, state!.Value.Submitted);
        }

        if (!double.IsNaN(score))
        {
            NoteMark(student, item, score, weight);
        }

        var roll = Math.Max(1, enrollment.Class.Roll.AsOf(student.AsOf).Sum);
        var classShare = Math.Min(1, item.HandIns.AsOf(student.AsOf).Count / roll);
        var isDue = item.Due <= student.AsOf && (handedIn || item.Due >= enrollment.Begin);
        var isRecorded = classShare >= RecordedShare || state is { Status: ScoreStatus.NotSubmitted };
        if (isDue && (handedIn || isRecorded))
        {
            NoteDue(handedIn, classShare, weight);
        }
    }

    private void NoteHandIn(LineItemBook item, int submitted)
    {
        if (submitted < 0)
        {
            return;
        }

        HandedIn++;
        LastHandIn = Math.Max(LastHandIn, submitted);
        Late += submitted > item.Due ? 1 : 0;
        _daysLate += Math.Max(0, submitted - item.Due);
        _lead += item.Due - submitted;
    }

    private void NoteMark(StudentAsOf student, LineItemBook item, double score, double weight)
    {
        var mark = item.Percent(score);
        if (double.IsNaN(mark))
        {
            return;
        }

        _marks.Add(mark);
        _earned += weight * mark;
        _possible += weight;
        var classMean = item.Scores.MeanAsOf(student.AsOf);
        if (!double.IsNaN(classMean))
        {
            _vsClass += mark - classMean;
            _vsClassCount++;
        }
    }

    private void NoteDue(bool handedIn, double classShare, double weight)
    {
        Due++;
        _weightDue += weight;
        _classMissing += 1 - classShare;
        _lastDue.Add(!handedIn);
        if (!handedIn)
        {
            Missing++;
            _possible += weight;
        }
    }

    // The latest version known holds; a score may become known later than the hand-in of the same version.
    private static (ResultFact? State, double Score) Known(StudentAsOf student, long lineItemId) =>
        Known(student.Timeline, lineItemId, student.AsOf);

    internal static (ResultFact? State, double Score) Known(StudentTimeline timeline, long lineItemId, int asOf)
    {
        var results = CollectionsMarshal.AsSpan(timeline.Results);
        ResultFact? state = null;
        var score = double.NaN;
        for (var i = FirstIndex(results, lineItemId); i < results.Length && results[i].LineItemId == lineItemId; i++)
        {
            if (results[i].KnownFrom > asOf)
            {
                continue;
            }

            state = results[i];
            if (results[i].ScoreKnownFrom <= asOf || double.IsNaN(results[i].Score))
            {
                score = results[i].Score;
            }
        }

        return (state, score);
    }

    private static int FirstIndex(ReadOnlySpan<ResultFact> results, long lineItemId)
    {
        var (low, high) = (0, results.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (results[middle].LineItemId < lineItemId)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
