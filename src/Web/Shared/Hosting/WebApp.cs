using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Api;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Admin;
using EarlyWarning.Web.Features.Assessments;
using EarlyWarning.Web.Features.Capacity;
using EarlyWarning.Web.Features.Effectiveness;
using EarlyWarning.Web.Features.Environs;
using EarlyWarning.Web.Features.Fairness;
using EarlyWarning.Web.Features.Flags;
using EarlyWarning.Web.Features.Home;
using EarlyWarning.Web.Features.Inbox;
using EarlyWarning.Web.Features.Insights;
using EarlyWarning.Web.Features.Letters;
using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Features.Notes;
using EarlyWarning.Web.Features.Potential;
using EarlyWarning.Web.Features.Quality;
using EarlyWarning.Web.Features.Support;
using EarlyWarning.Web.Features.WhatIf;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Monitoring;
using EarlyWarning.Web.Shared.Layout;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>The web application: services, pipeline, start.</summary>
internal static class WebApp
{
    /// <summary>Serves until stopped; the exit code is 0, 1 where the start failed, or 2 where a setting is wrong.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            return await app.Services.GetRequiredService<StartUp>().RunAsync(app);
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = Path.GetDirectoryName(typeof(WebApp).Assembly.Location),
            }
        );
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        AddServices(builder);
        var app = builder.Build();
        UsePipeline(app);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        // The console says where the application is (Announcement), and keys lie beside the data they protect (docs/decisions/0008).
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement", LogLevel.Error);
        var services = builder.Services;
        services.AddEarlyWarning(builder.Configuration);
        services.AddSingleton(DemoMode.Read(builder.Configuration, builder.Environment));
        services.AddSingleton<StartUp>();
        services.AddForwardedAddresses(builder.Configuration);
        services.AddLocalization();
        services.AddSignIn();
        services.AddShell();
        services.AddAdministration();
        services.AddPageQueries();
        services.AddModels();
        services
            .AddSupport()
            .AddNotes()
            .AddFlags()
            .AddWhatIf()
            .AddHome()
            .AddCapacity()
            .AddEffectiveness()
            .AddPotential();
        services.AddFairnessPages();
        services.AddMitigations();
        services.AddInsights();
        services.AddAssessments(builder.Configuration);
        services.AddEnvironment();
        services.AddQuality();
        services.AddLetters(builder.Configuration);
        services.AddHealthChecks().AddCheck<ReadyCheck>(ReadyCheck.Name);
        services.AddStartUpSteps();
        services.AddSingleton<ChildProcess>();
        services.AddSingleton<NightlySchedule>();
        services.AddHostedService(s => s.GetRequiredService<NightlySchedule>());
        services.AddHostedService<RunWorker>();
        services.AddMonitoringWatches();
        services.AddInbox();
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseForwardedHeaders();
        if (!app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler("/error", createScopeForErrors: true);
            app.UseHsts();
        }

        app.UseSecurityHeaders();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseRequestLocalization(options => Cultures.Configure(options, app.Configuration));
        app.UseMiddleware<GettingReadyPage>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapSignOut();
        LanguageChoice.Map(app);
        app.MapRuns();
        app.MapDownloads();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
