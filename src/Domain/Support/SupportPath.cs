using EarlyWarning.Domain.Features;

namespace EarlyWarning.Domain.Support;

/// <summary>A step of a student's path: one concern and the support that fits it.</summary>
/// <param name="Concern">The changeable concern it answers.</param>
/// <param name="Kind">The kind that fits it best.</param>
/// <param name="Others">Other kinds that fit it, best first.</param>
public sealed record SupportStep(Reason Concern, SupportKind Kind, IReadOnlyList<SupportKind> Others);

/// <summary>Suggests support from what can be changed. It knows nothing of what a student is.</summary>
public static class SupportPath
{
    /// <summary>
    /// One step per changeable concern, the greatest first. The kind made for fewest parts of the record fits best, then the
    /// one that takes fewest hours. A kind that is open already, or an earlier step, is not suggested again.
    /// </summary>
    /// <param name="concerns">Concerns of the student, with shares.</param>
    /// <param name="kinds">Kinds the student's school offers.</param>
    /// <param name="open">Kinds of which the student has an open case.</param>
    public static IReadOnlyList<SupportStep> Of(
        IEnumerable<Reason> concerns,
        IReadOnlyCollection<SupportKind> kinds,
        IReadOnlySet<int> open
    )
    {
        ArgumentNullException.ThrowIfNull(concerns);
        ArgumentNullException.ThrowIfNull(kinds);
        ArgumentNullException.ThrowIfNull(open);
        var left = kinds
            .Where(k => !k.IsRetired && !open.Contains(k.Id))
            .OrderBy(k => int.PopCount(k.Drivers))
            .ThenBy(k => k.Hours)
            .ThenBy(k => k.Id)
            .ToList();
        var steps = new List<SupportStep>();
        foreach (
            var concern in concerns
                .Where(c => c is { Changeable: true, IsStrength: false })
                .OrderByDescending(c => c.Share)
        )
        {
            // A concern that is being acted on needs no further step.
            var isActedOn = kinds.Any(k => open.Contains(k.Id) && k.Fits(concern.Group));
            var fitting = left.Where(k => k.Fits(concern.Group)).ToList();
            if (!isActedOn && fitting.Count > 0)
            {
                steps.Add(new SupportStep(concern, fitting[0], fitting[1..]));
                left.Remove(fitting[0]);
            }
        }

        return steps;
    }
}
