using System.CommandLine;
using EarlyWarning.Benchmarks;
using EarlyWarning.Benchmarks.Learning;
using EarlyWarning.Benchmarks.Nights;
using EarlyWarning.Benchmarks.Quality;

var root = new RootCommand("Measures EarlyWarning. Each figure in the documentation names the verb that printed it.");
root.Subcommands.Add(PagesBenchmark.Create());
root.Subcommands.Add(DemoFigures.Create());
root.Subcommands.Add(LearningBenchmark.Create());
root.Subcommands.Add(QualityBenchmark.Create());
root.Subcommands.Add(FaultsBenchmark.Create());
root.Subcommands.Add(NightlyBenchmark.Create());
root.Subcommands.Add(InboxBenchmark.Create());
return await root.Parse(args).InvokeAsync();
