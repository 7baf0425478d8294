using System.Globalization;
using System.Text.Json;

namespace EarlyWarning.Benchmarks.Quality;

/// <summary>The UCI tables: student performance (Cortez and Silva 2008) and dropout (Realinho and others 2022).</summary>
internal static class TableCases
{
    private static readonly (string Known, string Exclude)[] Inputs =
    [
        ("G1 and G2", ""),
        ("G1", "G2"),
        ("neither", "G1,G2"),
    ];

    private static readonly double[] FiveLevels = [78.5, 60.5, 33.5, 76.1, 62.9, 36.7];
    private static readonly double[] PassFail = [91.9, 83.8, 70.6, 93.0, 90.1, 85.0];
    private static readonly double[] Errors = [1.75, 2.46, 3.90, 1.32, 1.79, 2.67];

    public static IEnumerable<QualityCase> All(string data) =>
        [
            .. Students(data, "mat", "mathematics", 395, 0),
            .. Students(data, "por", "Portuguese", 649, 3),
            Dropout(data),
        ];

    private static IEnumerable<QualityCase> Students(string data, string file, string course, int n, int first)
    {
        var path = Path.Combine(data, "uci-student-performance", $"student-{file}.csv");
        for (var i = 0; i < Inputs.Length; i++)
        {
            var (known, exclude) = Inputs[i];
            var key = $"student-{file}-{i}";
            yield return Accuracy(
                $"{key}-pass",
                $"{course}, pass or fail, {known}",
                path,
                "binary",
                "G3",
                exclude,
                PassFail[first + i],
                n
            );
            yield return Accuracy(
                $"{key}-levels",
                $"{course}, five levels, {known}",
                $"{{work}}/levels-{file}.csv",
                "multiclass",
                "level",
                Join(exclude, "G3"),
                FiveLevels[first + i],
                n
            ) with
            {
                Prepare = folder => WriteLevels(path, Path.Combine(folder, $"levels-{file}.csv")),
            };
            var bar = Errors[first + i];
            yield return new QualityCase(
                $"{key}-grade",
                [Command(path, "regression", "G3", exclude, "rmse", 20)],
                [new QualityBar($"{course}, final grade, {known}", "rmse", bar, bar, true, r => Champion(r, "rmse"))]
            );
        }
    }

    private static QualityCase Accuracy(
        string key,
        string name,
        string path,
        string task,
        string label,
        string exclude,
        double published,
        int n
    )
    {
        var p = published / 100;
        var bar = p - Math.Sqrt(p * (1 - p) / n);
        return new QualityCase(
            key,
            [Command(path, task, label, exclude, "accuracy", 20)],
            [new QualityBar(name, "accuracy", p, bar, false, r => Champion(r, "accuracy"))]
        );
    }

    private static QualityCase Dropout(string data) =>
        new(
            "dropout",
            [Command(Path.Combine(data, "uci-dropout", "data.csv"), "multiclass", "Target", "", "macroF1", 1)],
            [
                new QualityBar(
                    "dropout, three classes",
                    "accuracy",
                    0.78,
                    0.78 - 0.007,
                    false,
                    r => Champion(r, "accuracy")
                ),
                new QualityBar(
                    "dropout, three classes",
                    "macroF1",
                    0.72,
                    0.72 - 0.007,
                    false,
                    r => Champion(r, "macroF1")
                ),
            ]
        );

    private static List<string> Command(
        string path,
        string task,
        string label,
        string exclude,
        string metric,
        int repeats
    )
    {
        List<string> arguments =
        [
            "evaluate",
            "table",
            "--file",
            path,
            "--label",
            label,
            "--task",
            task,
            "--metric",
            metric,
            "--folds",
            "10",
            "--repeats",
            repeats.ToString(CultureInfo.InvariantCulture),
            "--seed",
            "1",
            "--out",
            "{out}",
        ];
        if (task == "binary")
        {
            arguments.AddRange(["--positive", ">=10"]);
        }

        if (exclude.Length > 0)
        {
            arguments.AddRange(["--exclude", exclude]);
        }

        // Without the nearest neighbours and the perceptron, which are far behind on tables of a few hundred rows.
        if (repeats > 1)
        {
            arguments.AddRange(["--models", Learners(task)]);
        }

        return arguments;
    }

    // A tree of classes is a tree for each of them, so that of five levels the learners that stacking holds anyway stay out.
    private static string Learners(string task) =>
        task switch
        {
            "regression" =>
                "linearRegression,elasticNet,decisionTree,baggedTrees,randomForest,gradientBoosting,stacking",
            "binary" => "logisticRegression,linearSvm,decisionTree,baggedTrees,randomForest,gradientBoosting,stacking",
            _ => "logisticRegression,decisionTree,baggedTrees,stacking",
        };

    /// <summary>The champion's figure in a report of evaluate table.</summary>
    internal static Measured Champion(JsonElement report, string metric)
    {
        var champion = report.GetProperty("champion").GetString()!;
        var model = report
            .GetProperty("models")
            .EnumerateArray()
            .First(m => m.GetProperty("name").ValueEquals(champion));
        var figure = model.GetProperty("metrics").GetProperty(metric);
        var value = figure.GetProperty("value").GetDouble();
        return new Measured(
            value,
            figure.GetProperty("low").GetDouble(),
            figure.GetProperty("high").GetDouble(),
            champion,
            value
        );
    }

    private static string Join(string a, string b) => a.Length == 0 ? b : $"{a},{b}";

    // Cortez and Silva 2008, table 3: I 16-20, II 14-15, III 12-13, IV 10-11, V 0-9.
    private static void WriteLevels(string from, string to)
    {
        var lines = File.ReadAllLines(from);
        var grade = Array.IndexOf(lines[0].Split(';'), "G3");
        File.WriteAllLines(
            to,
            lines.Select(
                (line, i) =>
                    i == 0
                        ? line + ";level"
                        : line
                            + ";"
                            + int.Parse(line.Split(';')[grade], CultureInfo.InvariantCulture) switch
                            {
                                >= 16 => "I",
                                >= 14 => "II",
                                >= 12 => "III",
                                >= 10 => "IV",
                                _ => "V",
                            }
            )
        );
    }
}
