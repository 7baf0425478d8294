using System.Text.Json;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Models;

/// <summary>Reads versions of the registry without their bytes, and what is kept with them as JSON.</summary>
internal static class RegistryReader
{
    /// <summary>Versions of the organisations that a person administers.</summary>
    public static IQueryable<ModelVersion> ModelsAdministeredBy(this EarlyWarningDb db, StaffScope scope)
    {
        var orgs = Visibility.AdministeredOrgs(db, scope);
        return db.ModelVersions.Where(m => orgs.Contains(m.OrgId));
    }

    /// <summary>Reads versions with their records, in the order of the query.</summary>
    public static async Task<List<ModelRecord>> RecordsAsync(
        this IQueryable<ModelVersion> versions,
        CancellationToken cancel
    )
    {
        var rows = await versions
            .AsNoTracking()
            .Select(m => new
            {
                Info = new ModelInfo(
                    m.Id,
                    m.Goal,
                    m.Trainer,
                    m.Role,
                    m.TrainedAt,
                    m.AsOf,
                    m.Rows,
                    m.FirstDay,
                    m.LastDay,
                    m.DataFingerprint,
                    m.DatasetHash,
                    m.CodeVersion,
                    m.Seed,
                    m.RunId,
                    m.FeatureNames,
                    FairnessSentence.WithoutGroups(m.Decision)
                ),
                m.Report,
                m.Gates,
                m.Fairness,
                m.FlaggedRight,
                m.Parameters,
            })
            .ToListAsync(cancel);
        return
        [
            .. rows.Select(r =>
                    (
                        Row: r,
                        // Models whose outcome is a grade have no table, written as null or as an empty list.
                        Frame: r.Fairness.StartsWith('{') ? Read<MetricFrame>(r.Fairness) : null
                    )
                )
                .Select(r => new ModelRecord(
                    r.Row.Info,
                    ReportOf(r.Row.Report, r.Row.Info.Goal),
                    WithoutSmallGroups(Read<List<GateResult>>(r.Row.Gates) ?? [], r.Frame),
                    r.Frame,
                    Read<Dictionary<int, double>>(r.Row.FlaggedRight) ?? [],
                    Read<Dictionary<string, string>>(r.Row.Parameters)
                        ?? new Dictionary<string, string>(StringComparer.Ordinal)
                )),
        ];
    }

    // The gate judges groups from ten people on, each against the others of its attribute. Where the published table hides any
    // group of an attribute, the figures of the others would tell it: of such an attribute nothing is left but its name, not even
    // which groups were judged, what each came to, and how they rank. So it is with attributes that the table does not hold: of a
    // version that is published no more.
    private static IReadOnlyList<GateResult> WithoutSmallGroups(List<GateResult> gates, MetricFrame? frame)
    {
        List<string> open =
        [
            .. (frame?.Groups ?? [])
                .GroupBy(g => g.Attribute, StringComparer.Ordinal)
                .Where(a => a.All(g => !g.Suppressed))
                .Select(a => $"{a.Key}: "),
        ];
        bool IsShown(GateFigure figure) => open.Exists(a => figure.Name.StartsWith(a, StringComparison.Ordinal));
        return gates.ConvertAll(gate =>
            gate.Name != GateResult.Fairness
                ? gate
                : gate with
                {
                    Sentence = FairnessSentence.WithoutGroups(gate.Sentence)!,
                    Figures =
                    [
                        .. gate.Figures.Where(IsShown),
                        .. gate
                            .Figures.Where(f => !IsShown(f))
                            .Select(f => (Attribute: f.Name.Split(": ")[0], f.Limit))
                            .Distinct()
                            .OrderBy(f => f.Attribute, StringComparer.Ordinal)
                            .Select(f => new GateFigure(
                                f.Attribute,
                                null,
                                null,
                                null,
                                f.Limit,
                                0,
                                GateOutcome.CannotTell
                            )),
                    ],
                }
        );
    }

    // A version of before reports were kept has an empty one.
    private static GoalReport? ReportOf(string json, Goal goal) =>
        Read<RetrainingReport>(json)?.Goals?.FirstOrDefault(g => g.Goal == goal.Key());

    private static T? Read<T>(string json) => JsonSerializer.Deserialize<T>(json, ReportJson.Options);
}
