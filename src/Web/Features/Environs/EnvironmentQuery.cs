using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Figures.Environs;

namespace EarlyWarning.Web.Features.Environs;

/// <summary>Reads the figures of the environment of a term at an organisation.</summary>
/// <param name="figures">Reads sheets.</param>
public sealed class EnvironmentQuery(FigureReader figures)
{
    /// <summary>Reads it; null where the reader administers nothing, or not what is asked for.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="filter">What is asked.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<EnvironmentView?> GetAsync(StaffScope scope, EnvironmentFilter filter, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var read = await figures.ReadAsync<EnvironmentSheet>(
            scope,
            EnvironmentSheets.Topic,
            filter.Org,
            keys => Choose(keys, filter.Term),
            cancel
        );
        if (read is null)
        {
            return null;
        }

        var sheet = read.Content;
        var count = sheet is null ? filter.Count : CountOf(sheet, filter.Count);
        var measure = count == EnvironmentCount.Absence ? sheet?.Absence : sheet?.Failure;
        var cut = measure?.Cuts.FirstOrDefault(c => c.By == filter.By) ?? measure?.Cuts.FirstOrDefault();
        var filled = filter with
        {
            Org = read.Org.Id,
            Term = sheet is null ? null : read.Key,
            Count = count,
            By = cut?.By,
        };
        var view = new EnvironmentView(read.Org, read.Orgs, read.AsOf, read.MadeAt, filled, sheet);
        return view.Courses.Contains(filled.Course, StringComparer.Ordinal)
            ? view
            : view with
            {
                Filter = filled with { Course = null },
            };
    }

    // The term asked for, whether or not its outcomes are known here; else the latest whose are; while there is none, the one
    // that runs.
    private static string? Choose(IReadOnlyList<string> keys, string? asked) =>
        keys.FirstOrDefault(k => k == asked)
        ?? keys.FirstOrDefault(k => asked?.Length == k.Length && asked.EndsWith(k[2..], StringComparison.Ordinal))
        ?? keys.LastOrDefault(k => k.StartsWith(EnvironmentSheets.Finished, StringComparison.Ordinal))
        ?? keys.LastOrDefault();

    private static EnvironmentCount CountOf(EnvironmentSheet sheet, EnvironmentCount? asked) =>
        asked == EnvironmentCount.Absence && sheet.Absence is not null ? EnvironmentCount.Absence
        : sheet.Failure is not null ? EnvironmentCount.Failure
        : EnvironmentCount.Absence;
}
