using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EarlyWarning.Migrations.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Inbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "DigestLetters",
                columns: table => new
                {
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Lines = table.Column<int>(type: "int", nullable: false),
                    SentAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DigestLetters", x => new { x.UserId, x.DueOn });
                    table.ForeignKey(
                        name: "FK_DigestLetters_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "DigestWeeks",
                columns: table => new
                {
                    DueOn = table.Column<DateOnly>(type: "date", nullable: false),
                    DoneAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DigestWeeks", x => x.DueOn);
                }
            );

            migrationBuilder.CreateTable(
                name: "InboxItems",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false).Annotation("SqlServer:Identity", "1, 1"),
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    Topic = table.Column<byte>(type: "tinyint", nullable: false),
                    Fact = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    MadeAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    On = table.Column<DateOnly>(type: "date", nullable: false),
                    ReadAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    EnrollmentId = table.Column<long>(type: "bigint", nullable: true),
                    CaseId = table.Column<long>(type: "bigint", nullable: true),
                    ReviewId = table.Column<long>(type: "bigint", nullable: true),
                    State = table.Column<byte>(type: "tinyint", nullable: true),
                    Before = table.Column<byte>(type: "tinyint", nullable: true),
                    Count = table.Column<int>(type: "int", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InboxItems", x => x.Id);
                    table.ForeignKey(
                        name: "FK_InboxItems_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_InboxItems_Enrollments_EnrollmentId",
                        column: x => x.EnrollmentId,
                        principalTable: "Enrollments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_InboxItems_FlagReviews_ReviewId",
                        column: x => x.ReviewId,
                        principalTable: "FlagReviews",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_InboxItems_SupportCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "SupportCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "InboxOptOuts",
                columns: table => new
                {
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    Topic = table.Column<byte>(type: "tinyint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InboxOptOuts", x => new { x.UserId, x.Topic });
                    table.ForeignKey(
                        name: "FK_InboxOptOuts_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ToldScores",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    GenerationId = table.Column<long>(type: "bigint", nullable: false),
                    ItemsOf = table.Column<long>(type: "bigint", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ToldScores", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "ToldStates",
                columns: table => new
                {
                    EnrollmentId = table.Column<long>(type: "bigint", nullable: false),
                    GenerationId = table.Column<long>(type: "bigint", nullable: false),
                    Told = table.Column<byte>(type: "tinyint", nullable: false),
                    Next = table.Column<byte>(type: "tinyint", nullable: true),
                    Since = table.Column<DateOnly>(type: "date", nullable: true),
                    Held = table.Column<byte>(type: "tinyint", nullable: false),
                    OnTrackUntil = table.Column<DateOnly>(type: "date", nullable: true),
                    WatchUntil = table.Column<DateOnly>(type: "date", nullable: true),
                    NeedsSupportUntil = table.Column<DateOnly>(type: "date", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ToldStates", x => x.EnrollmentId);
                    table.ForeignKey(
                        name: "FK_ToldStates_Enrollments_EnrollmentId",
                        column: x => x.EnrollmentId,
                        principalTable: "Enrollments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateIndex(name: "IX_SupportChanges_At", table: "SupportChanges", column: "At");

            migrationBuilder.CreateIndex(name: "IX_InboxItems_CaseId", table: "InboxItems", column: "CaseId");

            migrationBuilder.CreateIndex(
                name: "IX_InboxItems_EnrollmentId",
                table: "InboxItems",
                column: "EnrollmentId"
            );

            migrationBuilder.CreateIndex(
                name: "IX_InboxItems_Fact_UserId",
                table: "InboxItems",
                columns: new[] { "Fact", "UserId" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_InboxItems_MadeAt", table: "InboxItems", column: "MadeAt");

            migrationBuilder.CreateIndex(name: "IX_InboxItems_ReviewId", table: "InboxItems", column: "ReviewId");

            migrationBuilder.CreateIndex(
                name: "IX_InboxItems_UserId_ReadAt_MadeAt",
                table: "InboxItems",
                columns: new[] { "UserId", "ReadAt", "MadeAt" }
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "DigestLetters");

            migrationBuilder.DropTable(name: "DigestWeeks");

            migrationBuilder.DropTable(name: "InboxItems");

            migrationBuilder.DropTable(name: "InboxOptOuts");

            migrationBuilder.DropTable(name: "ToldScores");

            migrationBuilder.DropTable(name: "ToldStates");

            migrationBuilder.DropIndex(name: "IX_SupportChanges_At", table: "SupportChanges");
        }
    }
}
