using System.CommandLine;
using EarlyWarning.Benchmarks;

var root = new RootCommand("Measures EarlyWarning. Each figure in the documentation names the verb that printed it.");
root.Subcommands.Add(PagesBenchmark.Create());
root.Subcommands.Add(DemoFigures.Create());
return await root.Parse(args).InvokeAsync();
