using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EarlyWarning.Migrations.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Runs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(name: "RunId", table: "ScoreGenerations", type: "bigint", nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DatasetHash",
                table: "ModelVersions",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "Fairness",
                table: "ModelVersions",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "[]"
            );

            migrationBuilder.AddColumn<DateOnly>(
                name: "FirstDay",
                table: "ModelVersions",
                type: "date",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "FlaggedRight",
                table: "ModelVersions",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "{}"
            );

            migrationBuilder.AddColumn<string>(
                name: "Gates",
                table: "ModelVersions",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "[]"
            );

            migrationBuilder.AddColumn<DateOnly>(name: "LastDay", table: "ModelVersions", type: "date", nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Parameters",
                table: "ModelVersions",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "{}"
            );

            migrationBuilder.AddColumn<string>(
                name: "Reference",
                table: "ModelVersions",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "{}"
            );

            migrationBuilder.AddColumn<int>(
                name: "Rows",
                table: "ModelVersions",
                type: "int",
                nullable: false,
                defaultValue: 0
            );

            migrationBuilder.AddColumn<long>(name: "RunId", table: "ModelVersions", type: "bigint", nullable: true);

            migrationBuilder.CreateTable(
                name: "Alerts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false).Annotation("SqlServer:Identity", "1, 1"),
                    Subject = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Severity = table.Column<byte>(type: "tinyint", nullable: false),
                    Sentence = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    RaisedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastSeenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ResolvedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    EmailedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    RunId = table.Column<long>(type: "bigint", nullable: true),
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
                    Id = table.Column<long>(type: "bigint", nullable: false).Annotation("SqlServer:Identity", "1, 1"),
                    RunId = table.Column<long>(type: "bigint", nullable: false),
                    ModelId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Kind = table.Column<byte>(type: "tinyint", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Value = table.Column<double>(type: "float", nullable: false),
                    Low = table.Column<double>(type: "float", nullable: true),
                    High = table.Column<double>(type: "float", nullable: true),
                    AdjustedPValue = table.Column<double>(type: "float", nullable: true),
                    N = table.Column<int>(type: "int", nullable: false),
                    ReferenceN = table.Column<int>(type: "int", nullable: false),
                    IsBeyond = table.Column<bool>(type: "bit", nullable: false),
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
                    Id = table.Column<long>(type: "bigint", nullable: false).Annotation("SqlServer:Identity", "1, 1"),
                    ModelId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Kind = table.Column<byte>(type: "tinyint", nullable: false),
                    UserId = table.Column<long>(type: "bigint", nullable: true),
                    RunId = table.Column<long>(type: "bigint", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
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
                    Id = table.Column<int>(type: "int", nullable: false),
                    RunId = table.Column<long>(type: "bigint", nullable: true),
                    Owner = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    RenewedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Until = table.Column<DateTime>(type: "datetime2", nullable: false),
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
                    Id = table.Column<long>(type: "bigint", nullable: false).Annotation("SqlServer:Identity", "1, 1"),
                    Fence = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Kind = table.Column<byte>(type: "tinyint", nullable: false),
                    Trigger = table.Column<byte>(type: "tinyint", nullable: false),
                    Status = table.Column<byte>(type: "tinyint", nullable: false),
                    RequestedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RequestedBy = table.Column<long>(type: "bigint", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    AsOf = table.Column<DateOnly>(type: "date", nullable: true),
                    ModelId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    StartedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    CancelRequested = table.Column<bool>(type: "bit", nullable: false),
                    Progress = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    Error = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    DatasetHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    GenerationId = table.Column<long>(type: "bigint", nullable: true),
                    Report = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    CodeVersion = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
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
                    RunId = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Attempt = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    StartedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Rows = table.Column<long>(type: "bigint", nullable: true),
                    Outcome = table.Column<byte>(type: "tinyint", nullable: false),
                    Detail = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
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
