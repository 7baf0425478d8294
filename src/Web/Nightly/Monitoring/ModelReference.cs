using EarlyWarning.Ml.Monitoring;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>Makes what drift is measured against, when a model is recorded.</summary>
internal static class ModelReference
{
    /// <summary>
    /// The reference of a model as JSON: its features where it was trained, its scores and their calibration on the later
    /// cohort that the judged twin had not seen.
    /// </summary>
    /// <param name="result">What the tournament gave.</param>
    /// <param name="cancel">Cancels between features.</param>
    /// <returns>"{}" where nothing was fitted.</returns>
    public static string Of(TournamentResult result, CancellationToken cancel) =>
        result is { Served: { } served, Model: { } model, Trial: { } trial }
            ? ReferenceBuilder.Build(Rows(served), Scores(trial.Test, trial.Margins, model.Shown), cancel).ToJson()
            : "{}";

    private static ReferenceRows Rows(Dataset data) =>
        new(
            [.. data.Data.X.Schema.Columns.Select(c => new ReferenceColumn(c.Name, c.Kind == ColumnKind.Categorical))],
            [.. data.Rows.Select(r => r.Values)],
            [.. data.Rows.Select(r => (int)r.Week)],
            [.. data.Rows.Select(r => r.Class.Id)]
        );

    private static ReferenceScores Scores(Dataset test, double[] margins, Func<double, double> shown)
    {
        var isFrequency = test.Task == TaskKind.Binary;
        return new ReferenceScores(
            margins,
            [.. test.Rows.Select(r => (int)r.Week)],
            [.. test.Rows.Select(r => r.Class.Id)],
            isFrequency ? Array.ConvertAll(margins, m => shown(m)) : [],
            isFrequency ? test.Data.Y : [],
            test.Data.Groups
        );
    }
}
