using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>A start-up step: makes the demo school where demo mode is on and it is not there, or not whole.</summary>
internal static class DemoSchoolStep
{
    public static async Task RunAsync(IServiceProvider services, IProgress<string> progress, CancellationToken cancel)
    {
        var demo = services.GetRequiredService<DemoMode>();
        var factory = services.GetRequiredService<IDbContextFactory<EarlyWarningDb>>();
        if (!demo.Enabled || await DemoSchool.StateAsync(factory, cancel) is DemoState.Complete)
        {
            return;
        }

        var today = DateOnly.FromDateTime(services.GetRequiredService<TimeProvider>().GetLocalNow().DateTime);
        await DemoSchool.GenerateAsync(
            factory,
            services.GetRequiredService<DatabaseProvider>(),
            new DemoOptions(demo.Students, demo.Seed, today, Path.Combine("data", "demo-truth.csv")),
            new InWords(progress),
            cancel
        );
    }

    private sealed class InWords(IProgress<string> progress) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) =>
            progress.Report(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.StudentsDone} of {value.Students} students, {value.RowsWritten} records"
                )
            );
    }
}
