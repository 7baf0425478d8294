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
                    m.Decision
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

    // The gate judges groups from ten people on; what the published table of groups hides, its figures hide too.
    private static IReadOnlyList<GateResult> WithoutSmallGroups(List<GateResult> gates, MetricFrame? frame)
    {
        var hidden = frame?.Groups.Where(g => g.Suppressed).Select(g => $"{g.Attribute}: {g.Group}, ").ToList() ?? [];
        return gates.ConvertAll(gate =>
            gate.Name != GateResult.Fairness
                ? gate
                : gate with
                {
                    Figures =
                    [
                        .. gate.Figures.Select(f =>
                            hidden.Exists(h => f.Name.StartsWith(h, StringComparison.Ordinal))
                                ? f with
                                {
                                    Value = null,
                                    Low = null,
                                    High = null,
                                    N = 0,
                                }
                                : f
                        ),
                    ],
                }
        );
    }

    // A version of before reports were kept has an empty one.
    private static GoalReport? ReportOf(string json, Goal goal) =>
        Read<RetrainingReport>(json)?.Goals?.FirstOrDefault(g => g.Goal == goal.Key());

    private static T? Read<T>(string json) => JsonSerializer.Deserialize<T>(json, ReportJson.Options);
}
