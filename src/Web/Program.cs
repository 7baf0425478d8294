using EarlyWarning.Web.Commands;
using EarlyWarning.Web.Shared.Hosting;

// One executable: a verb runs a command, anything else serves the application.
return CommandLine.IsVerb(args) ? await CommandLine.RunAsync(args) : await WebApp.RunAsync(args);

/// <summary>Entry point, named for the tests that host the application.</summary>
public partial class Program;
