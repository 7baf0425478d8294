using EarlyWarning.Ml.Effects;
using EarlyWarning.Ml.Monitoring;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>What changed at the cut: just above it students were flagged, just below they were not.</summary>
/// <param name="record">Snapshots; null where none are stored.</param>
internal sealed class CutEffects(FinishedRecord? record)
{
    private const int MostCovariates = 5;
    private const int MostBins = 12;

    /// <summary>Figures of some units.</summary>
    /// <param name="units">Students.</param>
    /// <param name="isMixed">Whether states of their schools and terms were decided by more than one cut.</param>
    public CutEffect Of(IReadOnlyList<CutUnit> units, bool isMixed)
    {
        if (units.Count == 0)
        {
            return CutEffect.Nothing(isMixed ? CutAbsence.Mixed : CutAbsence.NoCut);
        }

        double[] distance = [.. units.Select(u => u.Distance)];
        double[] passed = [.. units.Select(u => u.Passed)];
        double[] supported = [.. units.Select(u => u.Supported)];
        long[] person = [.. units.Select(u => u.StudentId)];
        if (RegressionDiscontinuity.Estimate(distance, passed, person) is not { } pass)
        {
            return CutEffect.Nothing(CutAbsence.TooFew) with { Students = units.Count };
        }

        var scored = units.Where(u => !double.IsNaN(u.Score)).ToList();
        var without = units.Where(u => u.Supported == 0).ToList();
        return new CutEffect(
            CutAbsence.None,
            units[0].Week,
            units.Select(u => (u.School, u.Term)).Distinct().Count(),
            units.Count,
            pass,
            Estimate(scored, u => u.Score),
            RegressionDiscontinuity.Estimate(distance, supported, person, pass.Bandwidth),
            RegressionDiscontinuity.Fuzzy(distance, passed, supported, person, pass.Bandwidth),
            Estimate(without, u => u.Passed),
            DensityJump.Test(distance),
            Covariates(units, pass.Bandwidth),
            RegressionDiscontinuity.Bins(distance, passed, 2 * pass.Bandwidth, EffectSheets.LeastShown, MostBins)
        );
    }

    private static DiscontinuityEstimate? Estimate(List<CutUnit> units, Func<CutUnit, double> outcome) =>
        RegressionDiscontinuity.Estimate(
            [.. units.Select(u => u.Distance)],
            [.. units.Select(outcome)],
            [.. units.Select(u => u.StudentId)]
        );

    // Nothing known before the flag may jump at the cut.
    private IReadOnlyList<CutCovariate> Covariates(IReadOnlyList<CutUnit> units, double bandwidth)
    {
        if (record is null)
        {
            return [];
        }

        var known = units
            .Select(u => (Unit: u, Values: ValuesOf(u)))
            .Where(u => u.Values is not null)
            .Select(u => (u.Unit, Values: u.Values!))
            .ToList();
        if (known.Count < 2 * RegressionDiscontinuity.LeastUnits)
        {
            return [];
        }

        var table = BaselineTable.Of(record.Names, known.ConvertAll(k => k.Values));
        int[] all = [.. Enumerable.Range(0, known.Count)];
        var jumps = table
            .Foremost([.. known.Select(k => k.Unit.Passed)], all, MostCovariates + 1)
            .Where(c => table.Names[c] is not (EffectSheets.Foretold or EffectSheets.Term))
            .Take(MostCovariates)
            .Select(c =>
                (
                    Name: table.Names[c],
                    Jump: RegressionDiscontinuity.Estimate(
                        [.. known.Select(k => k.Unit.Distance)],
                        [.. all.Select(i => table[i, c])],
                        [.. known.Select(k => k.Unit.StudentId)],
                        bandwidth
                    )
                )
            )
            .Where(j => j.Jump is not null)
            .ToList();
        var holm = MultipleTests.Holm(jumps.ConvertAll(j => j.Jump!.P));
        return [.. jumps.Select((j, i) => new CutCovariate(j.Name, j.Jump!.Jump, j.Jump.Low, j.Jump.High, holm[i]))];
    }

    // The mean over the student's courses at the week of the flag.
    private float[]? ValuesOf(CutUnit unit)
    {
        var rows = record!
            .ByStudent[unit.StudentId]
            .Where(i => record.Rows[i].Week == unit.Week && record.TermOf(record.Rows[i]) == unit.Term)
            .Select(record.Columns)
            .ToList();
        if (rows.Count == 0)
        {
            return null;
        }

        var means = new float[rows[0].Length];
        for (var c = 0; c < means.Length; c++)
        {
            var values = rows.Select(r => r[c]).Where(v => !float.IsNaN(v)).ToList();
            means[c] = values.Count == 0 ? float.NaN : values.Average();
        }

        return means;
    }
}
