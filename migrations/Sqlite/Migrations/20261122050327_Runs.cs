using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EarlyWarning.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Runs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(name: "RunId", table: "ScoreGenerations", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DatasetHash",
                table: "ModelVersions",
                type: "TEXT",
                maxLength: 64,
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "Fairness",
                table: "ModelVersions",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]"
            );

            migrationBuilder.AddColumn<DateOnly>(
                name: "FirstDay",
                table: "ModelVersions",
                type: "TEXT",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "FlaggedRight",
                table: "ModelVersions",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}"
            );

            migrationBuilder.AddColumn<string>(
                name: "Gates",
                table: "ModelVersions",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]"
            );

            migrationBuilder.AddColumn<DateOnly>(name: "LastDay", table: "ModelVersions", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Parameters",
                table: "ModelVersions",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}"
            );

            migrationBuilder.AddColumn<string>(
                name: "Reference",
                table: "ModelVersions",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}"
            );

            migrationBuilder.AddColumn<int>(
                name: "Rows",
                table: "ModelVersions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<long>(name: "RunId", table: "ModelVersions", type: "INTEGER", nullable: true);

            migrationBuilder.CreateTable(
                name: "Alerts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Severity = table.Column<byte>(type: "INTEGER", nullable: false),
                    Sentence = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    RaisedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LastSeenAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ResolvedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EmailedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    RunId = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alerts", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "DriftFigures",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    RunId = table.Column<long>(type: "INTEGER", nullable: false),
                    ModelId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Value = table.Column<double>(type: "REAL", nullable: false),
                    Low = table.Column<double>(type: "REAL", nullable: true),
                    High = table.Column<double>(type: "REAL", nullable: true),
                    AdjustedPValue = table.Column<double>(type: "REAL", nullable: true),
                    N = table.Column<int>(type: "INTEGER", nullable: false),
                    ReferenceN = table.Column<int>(type: "INTEGER", nullable: false),
                    IsBeyond = table.Column<bool>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DriftFigures", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "ModelDecisions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    ModelId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    UserId = table.Column<long>(type: "INTEGER", nullable: true),
                    RunId = table.Column<long>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ModelDecisions", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "RunLease",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    RunId = table.Column<long>(type: "INTEGER", nullable: true),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    RenewedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Until = table.Column<DateTime>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunLease", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "Runs",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    Fence = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    Trigger = table.Column<byte>(type: "INTEGER", nullable: false),
                    Status = table.Column<byte>(type: "INTEGER", nullable: false),
                    RequestedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RequestedBy = table.Column<long>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    AsOf = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ModelId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    CancelRequested = table.Column<bool>(type: "INTEGER", nullable: false),
                    Progress = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Error = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    DatasetHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    GenerationId = table.Column<long>(type: "INTEGER", nullable: true),
                    Report = table.Column<string>(type: "TEXT", nullable: true),
                    CodeVersion = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Runs", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "RunSteps",
                columns: table => new
                {
                    RunId = table.Column<long>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Rows = table.Column<long>(type: "INTEGER", nullable: true),
                    Outcome = table.Column<byte>(type: "INTEGER", nullable: false),
                    Detail = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunSteps", x => new { x.RunId, x.Number });
                    table.ForeignKey(
                        name: "FK_RunSteps_Runs_RunId",
                        column: x => x.RunId,
                        principalTable: "Runs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.InsertData(
                table: "RunLease",
                columns: new[] { "Id", "Owner", "RenewedAt", "RunId", "Until" },
                values: new object[]
                {
                    1,
                    null,
                    new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified),
                    null,
                    new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified),
                }
            );

            migrationBuilder.CreateIndex(name: "IX_ModelVersions_RunId", table: "ModelVersions", column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_Alerts_ResolvedAt_Subject",
                table: "Alerts",
                columns: new[] { "ResolvedAt", "Subject" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_DriftFigures_ModelId_Kind",
                table: "DriftFigures",
                columns: new[] { "ModelId", "Kind" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_DriftFigures_RunId_Kind",
                table: "DriftFigures",
                columns: new[] { "RunId", "Kind" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_ModelDecisions_ModelId_At",
                table: "ModelDecisions",
                columns: new[] { "ModelId", "At" }
            );

            migrationBuilder.CreateIndex(name: "IX_Runs_Fence", table: "Runs", column: "Fence", unique: true);

            migrationBuilder.CreateIndex(name: "IX_Runs_Status", table: "Runs", column: "Status");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "Alerts");

            migrationBuilder.DropTable(name: "DriftFigures");

            migrationBuilder.DropTable(name: "ModelDecisions");

            migrationBuilder.DropTable(name: "RunLease");

            migrationBuilder.DropTable(name: "RunSteps");

            migrationBuilder.DropTable(name: "Runs");

            migrationBuilder.DropIndex(name: "IX_ModelVersions_RunId", table: "ModelVersions");

            migrationBuilder.DropColumn(name: "RunId", table: "ScoreGenerations");

            migrationBuilder.DropColumn(name: "DatasetHash", table: "ModelVersions");

            migrationBuilder.DropColumn(name: "Fairness", table: "ModelVersions");

            migrationBuilder.DropColumn(name: "FirstDay", table: "ModelVersions");

            migrationBuilder.DropColumn(name: "FlaggedRight", table: "ModelVersions");

            migrationBuilder.DropColumn(name: "Gates", table: "ModelVersions");

            migrationBuilder.DropColumn(name: "LastDay", table: "ModelVersions");

            migrationBuilder.DropColumn(name: "Parameters", table: "ModelVersions");

            migrationBuilder.DropColumn(name: "Reference", table: "ModelVersions");

            migrationBuilder.DropColumn(name: "Rows", table: "ModelVersions");

            migrationBuilder.DropColumn(name: "RunId", table: "ModelVersions");
        }
    }
}
