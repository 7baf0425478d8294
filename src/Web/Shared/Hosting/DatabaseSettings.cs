using EarlyWarning.Domain.Data;
using EarlyWarning.Migrations.Sqlite;
using EarlyWarning.Migrations.SqlServer;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>Reads which database to use and sets the context factory up.</summary>
internal static class DatabaseSettings
{
    private static readonly DatabaseProvider[] Providers = [new SqliteProvider(), new SqlServerProvider()];

    /// <summary>Registers the provider and the context factory; a wrong setting ends with a sentence.</summary>
    public static void AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        var provider = Provider(configuration);
        var connectionString = ConnectionString(configuration, provider);
        services.AddSingleton(provider);
        services.AddDbContextFactory<EarlyWarningDb>(options => provider.Configure(options, connectionString));
    }

    /// <summary>The provider named by Database:Provider.</summary>
    public static DatabaseProvider Provider(IConfiguration configuration)
    {
        var name = configuration["Database:Provider"] ?? "Sqlite";
        return Array.Find(Providers, p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new SettingsException(
                $"The setting Database:Provider is \"{name}\". Use Sqlite or SqlServer (environment: Database__Provider)."
            );
    }

    /// <summary>The provider's connection string; a relative SQLite file is taken from the working folder.</summary>
    public static string ConnectionString(IConfiguration configuration, DatabaseProvider provider)
    {
        var text = configuration.GetConnectionString(provider.Name);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new SettingsException(
                $"No connection string for {provider.Name}. Set ConnectionStrings:{provider.Name} "
                    + $"(environment: ConnectionStrings__{provider.Name})."
            );
        }

        return provider is SqliteProvider ? WithFolder(text) : text;
    }

    private static string WithFolder(string text)
    {
        var parts = new SqliteConnectionStringBuilder(text);
        if (parts.Mode == SqliteOpenMode.Memory || parts.DataSource is "" or ":memory:")
        {
            return text;
        }

        parts.DataSource = Path.GetFullPath(parts.DataSource);
        Directory.CreateDirectory(Path.GetDirectoryName(parts.DataSource)!);
        return parts.ToString();
    }
}

/// <summary>A setting that the application cannot run with; the message is a sentence for the person who set it.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
public sealed class SettingsException(string message) : Exception(message);
