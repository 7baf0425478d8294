using Radzen;

namespace EarlyWarning.Web.Shared.Layout;

/// <summary>What the pages' components need.</summary>
internal static class Shell
{
    public static void AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        // AddRadzenComponents also registers a chat client whose package is not here (docs/decisions/0002).
        services.AddScoped<DialogService>();
        services.AddScoped<NotificationService>();
        services.AddScoped<TooltipService>();
        services.AddScoped<ContextMenuService>();
        services.AddScoped<ThemeService>();
    }
}
