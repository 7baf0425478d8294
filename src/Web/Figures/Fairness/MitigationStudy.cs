using EarlyWarning.Domain.Students;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Models;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>One attribute: its groups on the later cohort, and every variant for it.</summary>
internal sealed class MitigationStudy
{
    private readonly Dictionary<long, string> _groupOf;
    private readonly MitigationVariants _variants;
    private readonly MitigationVariants.Fitted _fitted;
    private readonly MitigationWork _asItIs;
    private readonly MitigationGroups _groups;
    private readonly string[] _ofPeople;
    private readonly int _seed;

    public MitigationStudy(
        AttributeDefinition definition,
        Dictionary<long, string> groupOf,
        MitigationVariants variants,
        MitigationVariants.Fitted fitted,
        IEnumerable<string> hidden,
        int seed
    )
    {
        (Definition, _groupOf, _variants, _fitted, _seed) = (definition, groupOf, variants, fitted, seed);
        _asItIs = variants.Work(MitigationKeys.AsItIs, [], fitted);
        _ofPeople = Array.ConvertAll(variants.Later.Students, GroupOf);
        _groups = new MitigationGroups(
            variants.Later,
            _ofPeople,
            Array.ConvertAll(variants.Later.Rows.Data.Groups!, GroupOf),
            hidden.ToHashSet(StringComparer.Ordinal),
            seed
        );
        Gap = GapOf(_groups.Hidden([_asItIs]));
    }

    public AttributeDefinition Definition { get; }

    /// <summary>The greatest difference of false alarms or misses between groups that may be shown; -1 where there are none.</summary>
    public double Gap { get; }

    /// <summary>All variants; null where fewer than two groups may be shown under all of them.</summary>
    public MitigationSheet? Sheet(bool mayFit, CancellationToken cancel)
    {
        if (Gap < 0)
        {
            return null;
        }

        var leftOut = LeftOut();
        List<MitigationWork> all = [];
        if (mayFit)
        {
            TryAdd(all, () => _variants.WithoutProxies(leftOut, cancel));
            TryAdd(all, () => _variants.Reweighed(GroupOf, cancel));
        }

        all.Add(_variants.GroupCalibrated(_fitted, GroupOf, cancel));
        all.AddRange(MitigationKeys.Cuts.Select(k => _variants.Cut(k, _fitted, GroupOf)));

        // A variant under which too few of a group are flagged would hide the group in all of them: it is left out instead.
        List<MitigationWork> works = [_asItIs];
        foreach (var work in all.Where(w => Shown(_groups.Hidden([.. works, w])).Count > 1))
        {
            works.Add(work);
        }

        if (works.Count == 1 || _groups.Hidden(works) is not { } hidden)
        {
            return null;
        }

        var attribute = new MitigationAttribute(
            Definition.Id,
            Definition.Label,
            true,
            mayFit,
            // Of the groups that are shown, and no others.
            Math.Round(GapOf(hidden), 2)
        );
        var later = _variants.Later;
        return new MitigationSheet(
            attribute,
            [.. works.Select(w => _groups.Of(Definition.Label, w, _asItIs, hidden, cancel))],
            [.. all.Except(works).Select(w => w.Kind)],
            MitigationProxies.Of(
                later.Rows.Data.X.Select(later.FirstRows),
                new FrameAttribute(Definition.Label, _ofPeople),
                g => !hidden.Contains(g),
                leftOut,
                _seed,
                cancel
            )
        );
    }

    private string GroupOf(long student) => _groupOf.GetValueOrDefault(student) ?? "";

    // On the term before the one judged.
    private int[] LeftOut()
    {
        var held = _variants.Held;
        return MitigationProxies.LeftOut(
            held.Rows.Data.X.Select(held.FirstRows),
            Array.ConvertAll(held.Students, GroupOf),
            Shown(_groups.Hidden([_asItIs]))
        );
    }

    private List<string> Shown(IReadOnlySet<string>? hidden) =>
        hidden is null ? [] : [.. _groups.Names.Where(n => n.Length > 0 && !hidden.Contains(n))];

    private double GapOf(IReadOnlySet<string>? hidden)
    {
        var shown = Shown(hidden);
        return shown.Count < 2 ? -1 : Math.Max(Spread(shown, 0), Spread(shown, 1));
    }

    private double Spread(List<string> shown, double outcome)
    {
        var rates = shown.ConvertAll(name =>
            Enumerable
                .Range(0, _ofPeople.Length)
                .Where(i => _ofPeople[i] == name && _variants.Later.Outcomes[i] == outcome)
                .Average(i => _asItIs.Flagged[i] ? 1.0 : 0)
        );
        return rates.Max() - rates.Min();
    }

    // What cannot be fitted is left out of the comparison; the others stand by themselves.
    private static void TryAdd(List<MitigationWork> works, Func<MitigationWork> make)
    {
        try
        {
            works.Add(make());
        }
        catch (TrainingException)
        {
            // Too few rows of an outcome: the page lists the variants that there are.
        }
    }
}
