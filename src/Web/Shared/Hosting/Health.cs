using EarlyWarning.Domain.Data;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>Ready: started, migrated and answering; in demo mode also with scores or rule signals to show.</summary>
internal sealed class ReadyCheck(StartUp startUp, DemoMode demo, IDbContextFactory<EarlyWarningDb> factory)
    : IHealthCheck
{
    public const string Name = "ready";

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (!startUp.IsReady)
        {
            return HealthCheckResult.Unhealthy($"Starting: {startUp.Step}.");
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (!await db.Database.CanConnectAsync(cancellationToken))
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }

        return demo.Enabled && !await db.CurrentScores.AnyAsync(cancellationToken)
            ? HealthCheckResult.Unhealthy("The demo school has no scores yet.")
            : HealthCheckResult.Healthy();
    }
}

/// <summary>/health/live and /health/ready.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsync(
            string.Join('\n', report.Entries.Values.Select(e => e.Description).Prepend(report.Status.ToString()))
                .Trim(),
            context.RequestAborted
        );
}
