using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Monitoring;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>Findings as they are kept.</summary>
internal static class DriftFigures
{
    /// <summary>A difference of a feature or of the score.</summary>
    public static DriftFigure Of(DriftFinding finding, DriftKind kind, long runId, ModelVersion model) =>
        new()
        {
            RunId = runId,
            ModelId = model.Id,
            Kind = kind,
            Name = finding.Name,
            Value = finding.StabilityIndex,
            AdjustedPValue = finding.AdjustedPValue,
            N = finding.Rows,
            ReferenceN = finding.ReferenceRows,
            IsBeyond = finding.IsBeyond,
        };

    /// <summary>Observed less shown frequency.</summary>
    public static DriftFigure Of(
        string name,
        CalibrationFinding finding,
        MonitoringSettings settings,
        long runId,
        ModelVersion model
    ) =>
        new()
        {
            RunId = runId,
            ModelId = model.Id,
            Kind = DriftKind.Calibration,
            Name = name,
            Value = finding.Difference,
            Low = finding.Low,
            High = finding.High,
            N = finding.Students,
            ReferenceN = 0,
            IsBeyond = finding.IsBeyond(settings.CalibrationLimit),
        };

    /// <summary>A metric expected before outcomes are known.</summary>
    public static DriftFigure Of(
        string metric,
        MetricValue value,
        int rows,
        int reference,
        long runId,
        ModelVersion model
    ) =>
        new()
        {
            RunId = runId,
            ModelId = model.Id,
            Kind = DriftKind.ExpectedPerformance,
            Name = metric,
            Value = value.Value,
            Low = double.IsNaN(value.Low) ? null : value.Low,
            High = double.IsNaN(value.High) ? null : value.High,
            N = rows,
            ReferenceN = reference,
        };
}

/// <summary>Risks in service, gathered row by row for what is expected of them.</summary>
internal sealed class ShownRisks
{
    private readonly List<double> _shown = [];
    private readonly List<bool> _flagged = [];
    private readonly List<long> _students = [];

    /// <summary>Takes a row.</summary>
    public void Add(double shown, bool flagged, long student)
    {
        _shown.Add(Math.Clamp(shown, 0, 1));
        _flagged.Add(flagged);
        _students.Add(student);
    }

    /// <summary>Expected figures; none where no row has a number.</summary>
    public IEnumerable<DriftFigure> Expected(
        ReferenceDistribution reference,
        long runId,
        ModelVersion model,
        CancellationToken cancel
    )
    {
        if (_shown.Count == 0)
        {
            return [];
        }

        var expected = ExpectedPerformance.Of(
            [.. _shown],
            [.. _flagged],
            [.. _students],
            reference.Calibration,
            new ExpectationOptions { Seed = model.Seed, Threads = Environment.ProcessorCount },
            cancel
        );
        var people = reference.Calibration.Sum(b => b.People);
        return expected
            .Where(e => !double.IsNaN(e.Value.Value))
            .Select(e => DriftFigures.Of(e.Key, e.Value, _shown.Count, people, runId, model));
    }
}
