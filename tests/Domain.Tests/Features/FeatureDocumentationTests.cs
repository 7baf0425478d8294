using EarlyWarning.Domain.Features;

namespace EarlyWarning.Domain.Tests.Features;

/// <summary>docs/features.md lists the catalogue; a feature that is added or changed without it fails here.</summary>
public sealed class FeatureDocumentationTests
{
    [Fact]
    public void Every_feature_is_documented_as_it_is()
    {
        var text = File.ReadAllText(Path.Combine(Root(), "docs", "features.md"));
        var missing = new FeatureCatalogue([])
            .Features.Select(Row)
            .Concat(WeeklySignal.All.Select(s => $"| `{s.Name}` | {s.Label} | {s.Unit} | {s.Group} |"))
            .Where(row => !text.Contains(row, StringComparison.Ordinal));
        string.Join('\n', missing).ShouldBeEmpty("docs/features.md lacks these rows");
    }

    private static string Row(FeatureDefinition f)
    {
        var direction = f.Direction switch
        {
            FeatureDirection.MoreIsWorse => "more is worse",
            FeatureDirection.MoreIsBetter => "more is better",
            _ => "-",
        };
        var reader = f.Visibility == FeatureVisibility.Teacher ? "teachers" : "counsellors";
        return $"| `{f.Name}` | {f.Label} | {f.Unit} | {f.Window} | {f.Group} | {direction} | {(f.Changeable ? "yes" : "no")} | {reader} |";
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EarlyWarning.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run below the repository.");
    }
}
