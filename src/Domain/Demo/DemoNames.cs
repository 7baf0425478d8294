namespace EarlyWarning.Domain.Demo;

/// <summary>A tradition of names with the home languages that go with it.</summary>
internal sealed record NameTradition(double Weight, string Girls, string Boys, string Families, string Languages)
{
    private readonly string[] _girls = Girls.Split(' ');
    private readonly string[] _boys = Boys.Split(' ');
    private readonly string[] _families = Families.Split(' ');
    private readonly string[] _languages = Languages.Split(' ');

    public string Given(Dice dice, bool girl) => dice.Pick(girl ? _girls : _boys);

    public string Family(Dice dice) => dice.Pick(_families);

    public string Language(Dice dice) => dice.Pick(_languages);
}

/// <summary>Made-up people: lists written for this project, mixed at random; any likeness is chance.</summary>
internal static class DemoNames
{
    public static readonly NameTradition[] Traditions =
    [
        new(
            34,
            "Abigail Alice Amber Audrey Beth Bridget Caroline Chloe Clara Daisy Eleanor Ella Emily Erin Freya Grace Hannah Harriet Hazel Holly Isla Ivy Jessica Josie Kate Lauren Lily Lucy Mabel Maisie Megan Molly Nora Olive Paige Phoebe Piper Quinn Rosie Ruby Sadie Sophie Tessa Violet Willow Zoe",
            "Aaron Adam Alfie Archie Austin Ben Blake Caleb Callum Charlie Cole Connor Declan Dylan Elliot Ethan Evan Finley Frank Gavin George Grant Harvey Henry Hugo Isaac Jack Jasper Joel Jonah Kyle Leo Liam Logan Luke Mason Max Nathan Noah Oliver Owen Reid Rory Sam Toby Wesley Wyatt",
            "Aldridge Ashworth Baker Bancroft Barlow Bishop Bradley Brennan Briggs Carver Chapman Collins Cooper Dalton Dawson Doyle Eastwood Ellison Fairbanks Farrell Fletcher Foster Gallagher Garner Gibbs Hale Hargrove Hastings Hayward Holloway Hughes Jarvis Kearney Kendall Lambert Lawson Marsden Mercer Morrow Nash Norwood Osborne Palmer Pemberton Pratt Quigley Radcliffe Reeves Rowland Sawyer Sheridan Sinclair Stafford Sutton Thorne Underhill Wainwright Walsh Whitaker Winslow Yardley",
            "English"
        ),
        new(
            19,
            "Alejandra Ana Beatriz Camila Carmen Catalina Daniela Elena Esperanza Gabriela Guadalupe Isabela Jimena Juliana Lucia Luz Mariana Marisol Natalia Paloma Paulina Regina Renata Rocio Sofia Valentina Ximena Yolanda",
            "Adrian Alonso Andres Arturo Bruno Carlos Cesar Cristian Diego Emiliano Esteban Felipe Fernando Gael Hector Ignacio Javier Joaquin Jorge Leonardo Luis Marco Mateo Miguel Rafael Rodrigo Santiago Tomas",
            "Acosta Aguilar Alvarado Bautista Cabrera Calderon Cardenas Castillo Cervantes Cordova Delgado Dominguez Espinoza Estrada Figueroa Fuentes Galvan Guerrero Herrera Ibarra Jimenez Lozano Maldonado Medina Mendoza Montoya Navarro Ochoa Orozco Pacheco Palacios Quintero Rosales Salazar Sandoval Soto Trujillo Valdez Villanueva Zamora",
            "Spanish Spanish Spanish English"
        ),
        new(
            9,
            "Aaliyah Amara Brianna Deja Ebony Imani Jada Jasmine Kayla Kiara Makayla Nia Raven Sade Shanice Simone Tamia Tiana Zora",
            "Andre Cedric Darius Deshawn Elijah Isaiah Jalen Jamal Jaylen Kendrick Malik Marcus Marquis Omari Quentin Terrell Tyrese Xavier Zion",
            "Banks Beckford Bowens Calloway Coleman Dorsey Easley Gaines Hairston Hubbard Jeffers Langston Mayfield Mosley Pettway Randle Sampson Tillman Vaughn Whitfield",
            "English"
        ),
        new(
            7,
            "Amina Dalia Farida Hala Huda Iman Jana Lamia Layla Maryam Nadia Noor Rania Salma Samira Yara Yasmin Zaynab",
            "Adnan Amir Bilal Faisal Hadi Hamza Hassan Ibrahim Idris Kareem Khalid Nabil Omar Rami Samir Tariq Yusuf Zayd",
            "Abbas Bakri Darwish Farouk Ghanem Haddad Hakim Hamdan Jaber Kassab Khoury Mansour Masri Nasser Qasim Rahal Saleh Shaheen Tahan Zaki",
            "Arabic Arabic English"
        ),
        new(
            6,
            "Aditi Ananya Anjali Deepa Divya Ishani Kavya Lakshmi Meera Nisha Pooja Priya Riya Sanvi Shreya Tara",
            "Aarav Aditya Arjun Dev Ishaan Karan Krishna Manav Nikhil Pranav Rahul Rohan Sameer Siddharth Varun Vikram",
            "Agarwal Banerjee Bhatt Chauhan Desai Gupta Iyer Joshi Kapoor Kulkarni Mehta Menon Nair Patil Rao Reddy Saxena Sharma Trivedi Verma",
            "Hindi Gujarati Telugu English"
        ),
        new(
            5,
            "Anh Bich Chau Diem Hanh Hoa Huong Lan Linh Mai Ngoc Nhi Phuong Quynh Thao Trang Tuyet Vy",
            "An Bao Binh Cuong Duc Dung Hai Hieu Hung Khoa Long Minh Nam Phong Quan Son Thanh Tuan",
            "Bui Cao Dang Dinh Do Duong Ha Ho Huynh Lam Luong Ngo Nguyen Phan Ta Tran Trinh Truong Vo Vu",
            "Vietnamese Vietnamese English"
        ),
        new(
            5,
            "Anya Daryna Halyna Iryna Kateryna Lesia Marta Milena Nadiya Olena Oksana Polina Sofiya Svitlana Yana Zlata",
            "Andriy Bohdan Danylo Dmytro Ihor Kyrylo Lev Maksym Marek Mykola Oleh Pavlo Petro Roman Taras Yaroslav",
            "Babenko Bondar Boyko Danylenko Hnatiuk Horak Ivanchenko Kovalenko Kravets Kucera Lysenko Marchenko Melnyk Novotny Panchenko Pavlenko Rudenko Savchuk Sydorenko Tkachuk",
            "Ukrainian Ukrainian English"
        ),
        new(
            5,
            "Aiko Chunhua Eunji Hana Haruka Jia Jiwoo Lihua Mei Minji Naoko Sakura Seoyeon Soomin Xiu Yuki Yuna Ziyi",
            "Bowen Daichi Haoran Haruto Hyun Jian Jiho Junho Kaito Kenji Minjun Ren Shun Sungmin Takumi Wei Yichen Zihan",
            "Bae Chang Choi Fujita Gao Han Hayashi Inoue Jung Kang Kimura Kwon Liang Lin Maeda Mori Ogawa Pan Qiu Shen Shin Sugiyama Tang Wada Xie Yoon Zheng Zhou",
            "Mandarin Korean Japanese English"
        ),
        new(
            5,
            "Abena Adaeze Adwoa Akua Bisi Chidinma Ebele Efua Folake Ifeoma Makena Nkechi Ngozi Temi Wanjiru Yewande Zainabu",
            "Abiodun Ade Chike Emeka Femi Ikenna Kamau Kofi Kwabena Kwame Mensah Obinna Sekou Segun Tunde Uche Yaw",
            "Achebe Adeyemi Afolabi Agyeman Amankwah Asante Balogun Boateng Diallo Eze Kamara Kariuki Mbeki Mwangi Nwosu Obi Okeke Okonkwo Onyango Osei Owusu Sesay Toure Uzor",
            "English Yoruba Swahili"
        ),
        new(
            5,
            "Adele Aurelie Camille Celeste Charlotte Delphine Elise Fabiola Giselle Greta Ingrid Katrin Lena Linnea Margaux Mirlande Odette Saskia",
            "Anders Antoine Bastien Benoit Emile Etienne Florian Gustav Henrik Jens Jonas Laurent Lars Mathis Olivier Pascal Remy Stellan",
            "Baptiste Beaumont Bergstrom Brandt Charpentier Dupont Engel Fischer Gauthier Holm Jansen Joseph Keller Lefebvre Lindgren Moreau Pierre Richter Roux Sandberg Vogel Weber",
            "French English English"
        ),
    ];

    /// <summary>Ethnicity most often reported in a tradition, in the order of <see cref="Traditions"/>.</summary>
    public static readonly string[] UsualEthnicity =
    [
        "White",
        "Hispanic",
        "Black",
        "Middle Eastern",
        "Asian",
        "Asian",
        "White",
        "Asian",
        "Black",
        "White",
    ];

    public static readonly string[] SchoolNames =
    [
        "Alder",
        "Birchwood",
        "Canyon",
        "Clearwater",
        "Eastfield",
        "Fairview",
        "Granite",
        "Harbor",
        "Juniper",
        "Kingfisher",
        "Lakeside",
        "Maple Hill",
        "Meadowbrook",
        "Northgate",
        "Orchard",
        "Pinecrest",
        "Redwood",
        "Riverside",
        "Silver Lake",
        "Summit",
        "Sycamore",
        "Twin Rivers",
        "Valley View",
        "Westbrook",
        "Willow Creek",
    ];

    public static readonly string[] SchoolKinds = ["High School", "Academy", "Secondary School", "Community School"];
}
