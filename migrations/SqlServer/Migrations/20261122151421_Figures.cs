using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EarlyWarning.Migrations.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Figures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "JudgedRows",
                table: "ModelVersions",
                type: "varbinary(max)",
                nullable: true
            );

            migrationBuilder.CreateTable(
                name: "FigureSheets",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false).Annotation("SqlServer:Identity", "1, 1"),
                    Topic = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    OrgId = table.Column<long>(type: "bigint", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(160)", maxLength: 160, nullable: false),
                    RunId = table.Column<long>(type: "bigint", nullable: true),
                    AsOf = table.Column<DateOnly>(type: "date", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Content = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FigureSheets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FigureSheets_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "GroupCutDecisions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false).Annotation("SqlServer:Identity", "1, 1"),
                    OrgId = table.Column<long>(type: "bigint", nullable: false),
                    AttributeId = table.Column<int>(type: "int", nullable: false),
                    Attribute = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Rule = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    DecidedById = table.Column<long>(type: "bigint", nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    WithdrawnById = table.Column<long>(type: "bigint", nullable: true),
                    WithdrawnAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GroupCutDecisions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GroupCutDecisions_AttributeDefinitions_AttributeId",
                        column: x => x.AttributeId,
                        principalTable: "AttributeDefinitions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_GroupCutDecisions_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "SavedCohorts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false).Annotation("SqlServer:Identity", "1, 1"),
                    OrgId = table.Column<long>(type: "bigint", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Filter = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    CreatedById = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedCohorts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SavedCohorts_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateIndex(name: "IX_FigureSheets_OrgId", table: "FigureSheets", column: "OrgId");

            migrationBuilder.CreateIndex(
                name: "IX_FigureSheets_Topic_OrgId_Key",
                table: "FigureSheets",
                columns: new[] { "Topic", "OrgId", "Key" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_GroupCutDecisions_AttributeId",
                table: "GroupCutDecisions",
                column: "AttributeId"
            );

            migrationBuilder.CreateIndex(
                name: "IX_GroupCutDecisions_OrgId_WithdrawnAt",
                table: "GroupCutDecisions",
                columns: new[] { "OrgId", "WithdrawnAt" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_SavedCohorts_OrgId_Name",
                table: "SavedCohorts",
                columns: new[] { "OrgId", "Name" },
                unique: true
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "FigureSheets");

            migrationBuilder.DropTable(name: "GroupCutDecisions");

            migrationBuilder.DropTable(name: "SavedCohorts");

            migrationBuilder.DropColumn(name: "JudgedRows", table: "ModelVersions");
        }
    }
}
