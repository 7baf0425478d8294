using System.Text.Json;

namespace EarlyWarning.Benchmarks.Quality;

/// <summary>OULAD through import and retrain, and answer sequences.</summary>
internal static class SchoolCases
{
    // Best of scikit-learn's gradient boosting and logistic regression and of xgboost on 19 plain features.
    private static readonly (int Week, double Auc)[] Peers =
    [
        (2, 0.643),
        (4, 0.699),
        (6, 0.726),
        (8, 0.756),
        (12, 0.814),
        (16, 0.836),
        (20, 0.859),
    ];

    private static readonly (string Folder, string Train, string Test, double Auc)[] Sequences =
    [
        ("kt-assistments2009", "assist2009_updated_train", "assist2009_updated_test", 0.8182),
        ("kt-statics2011", "STATICS_train", "STATICS_test", 0.8310),
        ("kt-assistments2017", "assistment_challenge_train", "assistment_challenge_test", 0.7326),
    ];

    public static IEnumerable<QualityCase> All(string data)
    {
        yield return new QualityCase(
            "oulad",
            [
                ["import", Path.Combine(data, "oulad"), "--format", "oulad"],
                ["retrain", "--out", "{out}"],
            ],
            [
                .. Peers.Select(p => new QualityBar(
                    $"OULAD, course failure, week {p.Week}",
                    "auc",
                    p.Auc,
                    p.Auc,
                    false,
                    r => Horizon(r, p.Week)
                )),
            ],
            Environment: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Demo__Enabled"] = "false",
                ["ConnectionStrings__Sqlite"] = "Data Source={work}/oulad.db",
            }
        );
        foreach (var (folder, train, test, auc) in Sequences)
        {
            yield return new QualityCase(
                folder,
                [
                    [
                        "evaluate",
                        "sequences",
                        "--train",
                        Find(Path.Combine(data, folder), train),
                        "--test",
                        Find(Path.Combine(data, folder), test),
                        "--out",
                        "{out}",
                    ],
                ],
                [new QualityBar(folder, "auc (upper end of its interval)", auc, auc, false, Reach)]
            );
        }
    }

    private static string Find(string folder, string name) =>
        Directory
            .EnumerateFiles(folder)
            .First(f => Path.GetFileName(f).StartsWith(name + ".", StringComparison.Ordinal));

    private static Measured Horizon(JsonElement report, int week)
    {
        var goal = report
            .GetProperty("goals")
            .EnumerateArray()
            .First(g => g.GetProperty("goal").ValueEquals("courseFailure"));
        var horizon = goal.GetProperty("horizons")
            .EnumerateArray()
            .First(h => h.GetProperty("week").GetInt32() == week);
        var model = horizon
            .GetProperty("models")
            .EnumerateArray()
            .First(m => m.GetProperty("role").ValueEquals("champion"));
        var auc = model.GetProperty("metrics").GetProperty("auc");
        var value = auc.GetProperty("value").GetDouble();
        return new Measured(
            value,
            auc.GetProperty("low").GetDouble(),
            auc.GetProperty("high").GetDouble(),
            model.GetProperty("name").GetString()!,
            value
        );
    }

    // The interval bootstrapped by student reaches the published figure.
    private static Measured Reach(JsonElement report)
    {
        var found = TableCases.Champion(report, "auc");
        return found with { Judged = found.High!.Value };
    }
}
