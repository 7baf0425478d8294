using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace EarlyWarning.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Support : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SupportKinds",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    OrgId = table.Column<long>(type: "INTEGER", nullable: true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Description = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Drivers = table.Column<int>(type: "INTEGER", nullable: false),
                    Hours = table.Column<double>(type: "REAL", nullable: false),
                    Weeks = table.Column<short>(type: "INTEGER", nullable: false),
                    PlacesPerSchool = table.Column<int>(type: "INTEGER", nullable: true),
                    Steps = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Resources = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    IsRestricted = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsRetired = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SupportKinds", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SupportKinds_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "SupportCases",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    StudentId = table.Column<long>(type: "INTEGER", nullable: false),
                    OrgId = table.Column<long>(type: "INTEGER", nullable: false),
                    KindId = table.Column<int>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    ReferredById = table.Column<long>(type: "INTEGER", nullable: false),
                    ReferredOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<long>(type: "INTEGER", nullable: true),
                    StartsOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    FollowUpOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Goals = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    Status = table.Column<byte>(type: "INTEGER", nullable: false),
                    Outcome = table.Column<byte>(type: "INTEGER", nullable: true),
                    OutcomeText = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    ClosedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SupportCases", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SupportCases_AspNetUsers_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_SupportCases_AspNetUsers_ReferredById",
                        column: x => x.ReferredById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_SupportCases_Orgs_OrgId",
                        column: x => x.OrgId,
                        principalTable: "Orgs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_SupportCases_Students_StudentId",
                        column: x => x.StudentId,
                        principalTable: "Students",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_SupportCases_SupportKinds_KindId",
                        column: x => x.KindId,
                        principalTable: "SupportKinds",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "SupportChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    CaseId = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    On = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ById = table.Column<long>(type: "INTEGER", nullable: false),
                    Field = table.Column<byte>(type: "INTEGER", nullable: false),
                    Before = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    After = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SupportChanges", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SupportChanges_AspNetUsers_ById",
                        column: x => x.ById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_SupportChanges_SupportCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "SupportCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "SupportEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                    CaseId = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<byte>(type: "INTEGER", nullable: false),
                    OccurredOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Minutes = table.Column<int>(type: "INTEGER", nullable: true),
                    Text = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ById = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SupportEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SupportEntries_AspNetUsers_ById",
                        column: x => x.ById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_SupportEntries_SupportCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "SupportCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.InsertData(
                table: "SupportKinds",
                columns: new[]
                {
                    "Id",
                    "Description",
                    "Drivers",
                    "Hours",
                    "IsRestricted",
                    "IsRetired",
                    "Name",
                    "OrgId",
                    "PlacesPerSchool",
                    "Resources",
                    "Steps",
                    "Version",
                    "Weeks",
                },
                values: new object[,]
                {
                    {
                        1,
                        "Find out what keeps the student away and agree on days, a contact person and a way back.",
                        2,
                        3.0,
                        false,
                        false,
                        "Attendance plan",
                        null,
                        null,
                        "Register of the last 20 school days\nTransport and breakfast offers of the school",
                        "Ask the student which days are hard, and why\nAgree on one contact person and a goal for two weeks\nCall on the first missed day, not at the end of the week\nLook at the register together every Friday",
                        0,
                        (short)4,
                    },
                    {
                        2,
                        "Regular lessons in a small group on what the last marks show is missing.",
                        4,
                        8.0,
                        false,
                        false,
                        "Tutoring",
                        null,
                        30,
                        "Tutors' timetable\nMarked work of the term",
                        "Choose two topics from the last marked work\nFix two lessons a week in the student's free periods\nShow the class teacher after three weeks what was practised\nCompare the next mark with the goal",
                        0,
                        (short)6,
                    },
                    {
                        3,
                        "Sort what is missing by what still counts, and plan it day by day.",
                        8,
                        2.0,
                        false,
                        false,
                        "Workload plan",
                        null,
                        null,
                        "List of missing work on the student's page",
                        "List missing work with the student; strike what no longer counts\nAsk teachers for later dates where they can give them\nPlan one piece of work a day\nCheck after one week what was handed in",
                        0,
                        (short)2,
                    },
                    {
                        4,
                        "Talk with the family: what goes well, what worries, what each side can do.",
                        42,
                        1.0,
                        false,
                        false,
                        "Family contact",
                        null,
                        null,
                        "Interpreter where needed",
                        "Begin with a strength\nSay what the record shows, without a number\nAsk what the family sees at home\nAgree on one thing each and a date to talk again",
                        0,
                        (short)2,
                    },
                    {
                        5,
                        "Confidential conversations with the school's counsellor.",
                        32,
                        6.0,
                        true,
                        false,
                        "Counselling",
                        null,
                        20,
                        "Counsellor's room",
                        "First conversation within a week\nAgree on what may be shared, and with whom\nSee each other every week\nDecide together whether other help is needed",
                        0,
                        (short)6,
                    },
                    {
                        6,
                        "An adult or older student who meets the student every week.",
                        50,
                        6.0,
                        false,
                        false,
                        "Mentoring",
                        null,
                        25,
                        "List of mentors",
                        "Match by interest, and ask the student\nMeet every week at the same time\nWrite down one small goal at each meeting",
                        0,
                        (short)8,
                    },
                    {
                        7,
                        "See whether access, habit or understanding keeps the student away from online work.",
                        16,
                        2.0,
                        false,
                        false,
                        "Help with online study",
                        null,
                        null,
                        "Devices to borrow\nStudy room",
                        "Check device, network and sign-in\nOpen the course together and find this week's work\nFix two times a week for it",
                        0,
                        (short)3,
                    },
                }
            );

            migrationBuilder.CreateIndex(name: "IX_SupportCases_KindId", table: "SupportCases", column: "KindId");

            migrationBuilder.CreateIndex(
                name: "IX_SupportCases_OrgId_KindId",
                table: "SupportCases",
                columns: new[] { "OrgId", "KindId" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_SupportCases_OwnerId_FollowUpOn",
                table: "SupportCases",
                columns: new[] { "OwnerId", "FollowUpOn" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_SupportCases_ReferredById",
                table: "SupportCases",
                column: "ReferredById"
            );

            migrationBuilder.CreateIndex(
                name: "IX_SupportCases_StudentId_KindId",
                table: "SupportCases",
                columns: new[] { "StudentId", "KindId" },
                unique: true,
                filter: "ClosedOn IS NULL"
            );

            migrationBuilder.CreateIndex(name: "IX_SupportChanges_ById", table: "SupportChanges", column: "ById");

            migrationBuilder.CreateIndex(
                name: "IX_SupportChanges_CaseId_Version",
                table: "SupportChanges",
                columns: new[] { "CaseId", "Version" }
            );

            migrationBuilder.CreateIndex(name: "IX_SupportEntries_ById", table: "SupportEntries", column: "ById");

            migrationBuilder.CreateIndex(
                name: "IX_SupportEntries_CaseId_OccurredOn",
                table: "SupportEntries",
                columns: new[] { "CaseId", "OccurredOn" }
            );

            migrationBuilder.CreateIndex(name: "IX_SupportKinds_OrgId", table: "SupportKinds", column: "OrgId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "SupportChanges");

            migrationBuilder.DropTable(name: "SupportEntries");

            migrationBuilder.DropTable(name: "SupportCases");

            migrationBuilder.DropTable(name: "SupportKinds");
        }
    }
}
