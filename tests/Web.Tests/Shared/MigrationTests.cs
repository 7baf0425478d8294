using EarlyWarning.Domain.Data;
using EarlyWarning.Migrations.Sqlite;
using EarlyWarning.Migrations.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EarlyWarning.Web.Tests.Shared;

/// <summary>Neither needs a server: the model is compared with the migrations' own snapshot.</summary>
public sealed class MigrationTests
{
    [Fact]
    public void No_provider_has_a_model_change_without_a_migration()
    {
        foreach (var db in Contexts())
        {
            using (db)
            {
                db.Database.HasPendingModelChanges().ShouldBeFalse(db.Database.ProviderName);
                db.Database.GetMigrations().ShouldNotBeEmpty(db.Database.ProviderName);
            }
        }
    }

    [Fact]
    public void The_script_for_sql_server_can_be_run_again()
    {
        using var db = new EarlyWarningDb(new SqlServerProvider().Options("Server=none;Database=none"));
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
        foreach (var migration in db.Database.GetMigrations())
        {
            script.ShouldContain($"WHERE [MigrationId] = N'{migration}'");
        }

        script.ShouldContain("[Scores]");
    }

    private static IEnumerable<EarlyWarningDb> Contexts() =>
        [
            new(new SqliteProvider().Options("Data Source=none.db")),
            new(new SqlServerProvider().Options("Server=none;Database=none")),
        ];
}
