using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>
/// The accepted rules that every model is measured against: chronic absence (10 % of days: Attendance Works), failing the
/// course so far (Balfanz, Herzog and Mac Iver 2007), behaviour (a suspension or two referrals in 90 days: EWIMS), and a
/// third of the work missing (the gradebook's own rule of thumb).
/// </summary>
public static class RuleBaseline
{
    /// <summary>Which rules apply.</summary>
    /// <param name="snapshot">What was known.</param>
    public static RuleSignals Of(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var signals = RuleSignals.None;
        if (snapshot.Attendance.MissedShare >= 0.1f)
        {
            signals |= RuleSignals.ChronicAbsence;
        }

        if (snapshot.Work.MeanMark < snapshot.Student.School.PassMark)
        {
            signals |= RuleSignals.FailingCourse;
        }

        if (
            snapshot.Behaviour.Count(90, IncidentSeverity.Suspension) >= 1
            || snapshot.Behaviour.Count(90, IncidentSeverity.Major) >= 2
        )
        {
            signals |= RuleSignals.Behaviour;
        }

        if (snapshot.Work is { Due: >= 2 } work && work.Missing * 3 >= work.Due)
        {
            signals |= RuleSignals.MissingWork;
        }

        return signals;
    }

    /// <summary>Number of rules that apply: the rule baseline's ranking.</summary>
    /// <param name="signals">Rules.</param>
    public static int Count(RuleSignals signals) => System.Numerics.BitOperations.PopCount((uint)(ushort)signals);
}
