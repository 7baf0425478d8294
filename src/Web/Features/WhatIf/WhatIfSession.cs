using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Shared;

namespace EarlyWarning.Web.Features.WhatIf;

/// <summary>What a session needs to know of an enrollment.</summary>
/// <param name="Values">Feature values behind the score shown, in the model's order.</param>
/// <param name="State">The state shown.</param>
/// <param name="NeedsSupportFrom">The frequency from which the term's cut flags, or null where there is no cut.</param>
/// <param name="WatchFrom">The frequency from which it watches, or null.</param>
/// <param name="Class">Feature values of everybody in the class.</param>
/// <param name="Medians">Class medians, or null.</param>
/// <param name="SeesWholeRecord">Whether the reader may see fields reserved to counsellors and administrators.</param>
internal sealed record WhatIfRecord(
    float[] Values,
    RiskState State,
    double? NeedsSupportFrom,
    double? WatchFrom,
    IReadOnlyList<float[]> Class,
    IReadOnlyList<float>? Medians,
    bool SeesWholeRecord
);

/// <summary>
/// Scores an altered record with the very model in service, exactly as a night would; nothing is stored. One person's: the
/// explainer holds scratch memory.
/// </summary>
internal sealed class WhatIfSession
{
    private const int MostSliders = 10;
    private const int ValuesPerColumn = 8;
    private const int MostChanges = 3;

    private readonly WhatIfModel _model;
    private readonly WhatIfRecord _record;
    private readonly Explainer _explainer;

    /// <summary>Begins with the record as it is.</summary>
    public WhatIfSession(WhatIfModel model, WhatIfRecord record)
    {
        (_model, _record) = (model, record);
        _explainer = model.Model.Model.CreateExplainer();
        var contributions = Contributions(record.Values);
        Sliders =
        [
            .. Enumerable
                .Range(0, model.Features.Count)
                .Where(i => model.Features[i].Changeable)
                .Where(i => ScoreWords.Readable(model.Features[i], record.SeesWholeRecord))
                .Select(i =>
                    WhatIfLimits.Of(i, model.Features[i], record.Values[i], record.Class.Select(other => other[i]))
                )
                .OfType<WhatIfSlider>()
                .OrderByDescending(s => contributions[s.Column])
                .Take(MostSliders),
        ];
        Now = With(new Dictionary<int, float>());
    }

    /// <summary>What can be tried, what raises the risk most first.</summary>
    public IReadOnlyList<WhatIfSlider> Sliders { get; }

    /// <summary>The record as it is.</summary>
    public WhatIfResult Now { get; }

    /// <summary>The record with some values otherwise.</summary>
    /// <param name="changes">Values by column; columns that are no slider, and values beyond its limits, are refused.</param>
    /// <exception cref="ArgumentException">A change that no slider allows.</exception>
    public WhatIfResult With(IReadOnlyDictionary<int, float> changes)
    {
        var values = (float[])_record.Values.Clone();
        foreach (var (column, value) in changes)
        {
            var slider = Sliders.FirstOrDefault(s => s.Column == column);
            if (slider is null || !(value >= slider.Low && value <= slider.High))
            {
                throw new ArgumentException($"Column {column} cannot be tried with {value}.", nameof(changes));
            }

            values[column] = value;
        }

        var margin = _model.Model.Model.Margin(values);
        var shown = _model.Model.Shown(margin);
        var evidence = _model.Model.Blocks?.For(margin, shown);
        var reasons = ReasonWriter.Write(
            _model.Features,
            values,
            Array.ConvertAll(Contributions(values), c => (float)c),
            _record.Medians,
            raisesWhenPositive: true,
            _record.SeesWholeRecord
        );
        var state = values.AsSpan().SequenceEqual(_record.Values) ? _record.State : StateAt(shown);
        return new WhatIfResult(new Estimate(shown, evidence?.Low, evidence?.High), state, reasons);
    }

    /// <summary>
    /// The fewest and smallest changes within the limits after which the term's cut would not flag the record; null where it
    /// is not flagged, or no such changes are enough.
    /// </summary>
    public SmallestChange? Smallest(CancellationToken cancel)
    {
        if (_record.State != RiskState.NeedsSupport || _record.NeedsSupportFrom is not { } cut)
        {
            return null;
        }

        var found = Counterfactuals.Find(
            _model.Model.Model,
            _record.Values,
            MarginAt(cut),
            [
                .. Sliders
                    .Select(s => new ChangeableColumn(
                        s.Column,
                        WhatIfLimits.Better(s, ValuesPerColumn),
                        s.High - s.Low
                    ))
                    .Where(c => c.Values.Count > 0),
            ],
            MostChanges,
            ct: cancel
        );
        return found is not { Changes.Count: > 0 }
            ? null
            : new SmallestChange(
                found.Changes.ToDictionary(c => c.Column, c => c.To),
                [
                    .. found.Changes.Select(c =>
                        L[
                            "{0} (now: {1})",
                            _model.Features[c.Column].Evidence(c.To),
                            Casing.Lowered(_model.Features[c.Column].Evidence(c.From))
                        ]
                    ),
                ]
            );
    }

    private double[] Contributions(float[] values)
    {
        var contributions = new double[values.Length];
        _explainer.Explain(values, contributions);
        return contributions;
    }

    private RiskState StateAt(double shown) =>
        shown >= (_record.NeedsSupportFrom ?? double.PositiveInfinity) ? RiskState.NeedsSupport
        : shown >= (_record.WatchFrom ?? double.PositiveInfinity) ? RiskState.Watch
        : RiskState.OnTrack;

    // Frequencies never fall as margins rise, so the least margin that is shown as the cut is found by halving.
    private double MarginAt(double cut)
    {
        var high = _model.Model.Model.Margin(_record.Values);
        var low = high - 50;
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = _model.Model.Shown(middle) >= cut ? (low, middle) : (middle, high);
        }

        return low;
    }
}
