using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Benchmarks.Nights;

/// <summary>
/// nightly: runs whole nights on demo schools in child processes, as the application does, and records the time of each
/// step, the peak of memory and how fast the champions score.
/// </summary>
internal static class NightlyBenchmark
{
    public static Command Create()
    {
        var students = new Option<int[]>("--students")
        {
            Description = "Sizes of the schools.",
            DefaultValueFactory = _ => [1000],
            AllowMultipleArgumentsPerToken = true,
        };
        var nights = new Option<int>("--nights")
        {
            Description = "Nights of each school; the first scores every week so far, later ones the current week.",
            DefaultValueFactory = _ => 2,
        };
        var work = new Option<DirectoryInfo>("--work")
        {
            Description = "Folder to work in; a school that is there already is used again.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("artifacts", "nightly")),
        };
        var output = new Option<FileInfo>("--out")
        {
            Description = "Report as JSON; what it holds of other sizes is kept.",
            DefaultValueFactory = _ => new FileInfo(Path.Combine("artifacts", "nightly.json")),
        };
        var docs = new Option<FileInfo?>("--docs") { Description = "Page whose table is written anew." };
        var command = new Command("nightly", "Times whole nights of demo schools.")
        {
            students,
            nights,
            work,
            output,
            docs,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var file = parsed.GetValue(output)!;
                var times = await ReadAsync(file, cancel);
                foreach (var size in parsed.GetValue(students)!)
                {
                    var school = new NightSchool(
                        new DirectoryInfo(
                            Path.Combine(parsed.GetValue(work)!.FullName, size.ToString(CultureInfo.InvariantCulture))
                        ),
                        TimeSpan.FromSeconds(60)
                    );
                    await school.MakeAsync(size, cancel);
                    for (var i = 0; i < parsed.GetValue(nights); i++)
                    {
                        var time = await MeasureAsync(school, size, cancel);
                        if (i > 0 && i == parsed.GetValue(nights) - 1)
                        {
                            time = time with { RollBackSeconds = await RollBackAsync(school, cancel) };
                        }

                        times.RemoveAll(t => t.Students == time.Students && t.Night == time.Night);
                        times.Add(time);
                        await File.WriteAllTextAsync(
                            file.FullName,
                            JsonSerializer.Serialize(times, ReportJson.Options),
                            cancel
                        );
                    }
                }

                var table = NightTable.Of(times);
                Console.WriteLine(table);
                if (parsed.GetValue(docs) is { } page)
                {
                    await NightTable.WriteAsync(page, table, cancel);
                }

                return 0;
            }
        );
        return command;
    }

    private static async Task<List<NightTime>> ReadAsync(FileInfo file, CancellationToken cancel)
    {
        file.Directory?.Create();
        return file.Exists
            ? JsonSerializer.Deserialize<List<NightTime>>(
                await File.ReadAllTextAsync(file.FullName, cancel),
                ReportJson.Options
            )!
            : [];
    }

    private static async Task<NightTime> MeasureAsync(NightSchool school, int students, CancellationToken cancel)
    {
        await using var db = school.CreateDbContext();
        var night = await db.CurrentScores.AnyAsync(cancel) ? 2 : 1;
        var asked = await school.Requests.NowAsync(RunKind.Retrain, RunTrigger.Verb, cancel: cancel);
        var began = Stopwatch.GetTimestamp();
        using var child = school.StartRun(asked.RunId);
        var peak = await PeakAsync(child, cancel);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await school.EndAsync(child, "The night", cancel);
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == asked.RunId, cancel);
        if (run.Status != RunStatus.Succeeded)
        {
            throw new InvalidOperationException($"The night of {students} students ended as {run.Status}: {run.Error}");
        }

        var steps = await db.RunSteps.Where(s => s.RunId == run.Id).OrderBy(s => s.Number).ToListAsync(cancel);
        var enrollments = await db.Scores.CountAsync(
            s => s.GenerationId == run.GenerationId && s.Goal == Goal.CourseFailure && s.Features != null,
            cancel
        );
        var time = new NightTime(
            students,
            enrollments,
            night,
            seconds,
            peak,
            [
                .. steps.Select(s => new StepTime(
                    s.Name,
                    ((s.EndedAt ?? s.StartedAt) - s.StartedAt).TotalSeconds,
                    s.Rows
                )),
            ],
            await ScoringSpeeds.MeasureAsync(school, cancel)
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{students} students, night {night}: {seconds:0.0} s, {peak:0} MiB, {enrollments} enrollments"
            )
        );
        return time;
    }

    private static async Task<double> RollBackAsync(NightSchool school, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var refused = await new RollBack(school, TimeProvider.System).RunAsync(1, "Measured.", cancel);
        return refused is null
            ? Stopwatch.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException(refused);
    }

    // The kernel keeps the peak itself; it is read while the process is there.
    private static async Task<double> PeakAsync(Process child, CancellationToken cancel)
    {
        var (peak, file) = (0.0, $"/proc/{child.Id}/status");
        while (!child.HasExited)
        {
            try
            {
                var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is not null)
                {
                    peak = double.Parse(line[6..^2], CultureInfo.InvariantCulture) / 1024;
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }

            await Task.Delay(100, cancel);
        }

        return peak;
    }
}
