"""Names that neither Faker nor the published first names give: written down by hand, commonest first.

First names of England by period before 1996 are recalled from the historic top hundreds (ONS, Top 100 baby names:
historical data, 1904 to 1994, every tenth year); they are near the truth in which names and roughly in what order.
The other lists are everyday names of each group.
"""

GIVEN = {
    (
        "english",
        "F",
        1900,
    ): "Mary Florence Doris Edith Dorothy Annie Margaret Alice Elsie Elizabeth Ethel Ellen Winifred Kathleen Gladys Violet Lilian Ivy Hilda Sarah Nellie Phyllis Marjorie Irene Emily Hannah Jessie Vera Eva May Evelyn Mabel Rose Lucy Ada Jane Grace Agnes Beatrice Edna Olive Joan Catherine Eileen Freda Muriel Nora Constance Maud Daisy",
    (
        "english",
        "M",
        1900,
    ): "William John George Thomas James Arthur Frederick Albert Charles Robert Joseph Ernest Alfred Henry Edward Walter Harry Harold Frank Reginald Leonard Herbert Sidney Stanley Leslie Richard Francis Cyril Norman Eric Percy Samuel David Ronald Cecil Donald Horace Wilfred Dennis Bernard Kenneth Edwin Raymond Gordon Jack Geoffrey Victor Clifford Lawrence Daniel",
    (
        "english",
        "F",
        1930,
    ): "Margaret Jean Mary Joan Patricia Sheila Barbara Doreen June Shirley Dorothy Joyce Maureen Elizabeth Audrey Brenda Kathleen Sylvia Eileen Pamela Betty Beryl Ann Irene Doris Janet Ruth Rita Marjorie Hazel Norma Josephine Christine Catherine Anne Valerie Marion Helen Judith Jacqueline Gillian Eunice Rosemary Daphne Monica Iris Edna Vera Freda Muriel",
    (
        "english",
        "M",
        1930,
    ): "John Peter William Brian David James Michael Ronald Kenneth George Robert Thomas Derek Anthony Raymond Roy Dennis Alan Charles Donald Frederick Leonard Arthur Keith Edward Gordon Ernest Norman Eric Harold Joseph Geoffrey Albert Terence Colin Stanley Gerald Roger Frank Richard Leslie Douglas Patrick Malcolm Barry Reginald Trevor Neville Graham Bernard",
    (
        "english",
        "F",
        1945,
    ): "Susan Margaret Christine Patricia Mary Linda Jean Carol Jennifer Ann Janet Barbara Anne Maureen Pamela Sandra Pauline Valerie Jacqueline Elizabeth Kathleen Gillian Sheila Judith Marilyn Brenda Julie Dorothy Marion Eileen Jane Lesley Diane Rosemary Hilary Helen Catherine Joan Wendy Angela Shirley Yvonne Geraldine Lynn Rita Joyce Veronica Heather Frances Sarah",
    (
        "english",
        "M",
        1945,
    ): "John David Michael Peter Robert Anthony Alan William James Brian Richard Stephen Keith Roger Christopher Barry Graham Malcolm Terence Kenneth Paul Geoffrey Ian Thomas Raymond Colin Philip Roy Derek Trevor George Dennis Patrick Martin Edward Charles Ronald Nigel Nicholas Clive Andrew Joseph Leslie Gerald Douglas Gordon Timothy Jeremy Neil Stuart",
    (
        "english",
        "F",
        1960,
    ): "Susan Julie Karen Jacqueline Deborah Tracey Jane Helen Diane Sharon Angela Alison Caroline Amanda Sandra Linda Catherine Elizabeth Carol Joanne Wendy Janet Dawn Christine Nicola Lesley Michelle Sarah Tina Lisa Jennifer Sally Maria Anne Louise Claire Fiona Lorraine Mandy Beverley Debra Paula Lynn Lynne Gillian Heather Yvonne Maxine Theresa Annette",
    (
        "english",
        "M",
        1960,
    ): "David Paul Andrew Mark John Michael Stephen Ian Robert Richard Christopher Peter Simon Anthony Kevin Gary Steven Martin James Philip Alan Neil Nigel Timothy Colin Graham Jonathan Nicholas William Adrian Brian Stuart Keith Thomas Patrick Sean Darren Jason Wayne Carl Barry Dean Trevor Shaun Russell Glenn Craig Lee Duncan Jeremy",
    (
        "english",
        "F",
        1975,
    ): "Sarah Claire Nicola Emma Lisa Joanne Michelle Helen Samantha Karen Victoria Rachel Louise Julie Clare Rebecca Sharon Angela Tracey Jennifer Laura Amanda Kelly Catherine Alison Gemma Donna Caroline Elizabeth Kerry Susan Natalie Melanie Vanessa Hayley Zoe Maria Kathryn Heather Katherine Leanne Tara Andrea Anna Charlotte Hannah Lucy Melissa Dawn Joanna",
    (
        "english",
        "M",
        1975,
    ): "Paul Mark David Andrew Richard Christopher James Simon Michael Matthew Stephen Lee John Robert Darren Daniel Steven Jason Nicholas Jonathan Ian Neil Peter Stuart Anthony Martin Kevin Craig Philip Gary Scott Wayne Timothy Benjamin Adam Alan Dean Adrian Carl Thomas William Karl Ben Marc Gareth Shaun Ryan Gavin Barry Edward",
    (
        "english",
        "F",
        1985,
    ): "Sarah Laura Gemma Emma Rebecca Claire Victoria Samantha Rachel Amy Jennifer Nicola Katie Lisa Kelly Natalie Louise Michelle Hayley Hannah Helen Charlotte Joanne Lucy Elizabeth Leanne Danielle Donna Katherine Clare Stephanie Stacey Lauren Jessica Kerry Emily Catherine Sophie Anna Kirsty Kimberley Jodie Holly Alexandra Jade Abigail Chloe Naomi Zoe Carly",
    (
        "english",
        "M",
        1985,
    ): "Christopher James David Daniel Michael Matthew Andrew Richard Paul Mark Thomas Adam Robert John Lee Benjamin Steven Jonathan Craig Stephen Simon Nicholas Peter Anthony Alexander Gary Ian Ryan Darren Barry Joseph Luke Samuel Jamie William Scott Philip Ashley Sean Stuart Dean Kevin Martin Carl Joshua Liam Aaron Nathan Jack Gareth",
    (
        "pakistani",
        "F",
        0,
    ): "Fatima Aisha Zainab Maryam Khadija Amina Sana Saima Nadia Shazia Samina Rukhsana Nasreen Shabana Farah Hina Iqra Ayesha Zara Maria Anum Mehwish Sadia Asma Bushra Shaista Yasmin Noreen Kiran Mahnoor Hafsa Sumaira Uzma Tahira Razia Parveen Naila Rabia Alina Laiba Eman Aleena Humaira Faiza Zahra Safa Inaya Haniya Areeba Rida",
    (
        "pakistani",
        "M",
        0,
    ): "Muhammad Mohammed Mohammad Ali Hassan Hussain Ahmed Usman Umar Bilal Imran Adnan Kamran Asif Tariq Khalid Nadeem Zahid Shahid Waqas Faisal Hamza Ibrahim Yusuf Haris Zain Adeel Amir Arslan Junaid Kashif Naveed Omar Rizwan Saad Salman Shoaib Sohail Tahir Waseem Yasir Zeeshan Abdullah Ayaan Rayyan Musa Isa Idris Haroon Danyal Ismail",
    (
        "bangladeshi",
        "F",
        0,
    ): "Fatima Nasima Rahima Shahena Sultana Rehana Nazma Shirin Rina Ruksana Taslima Farzana Nusrat Sadia Tahmina Sumaiya Mahfuza Halima Hasina Jahanara Khadija Aisha Maryam Zainab Amina Anika Samira Tania Nadia Jannat Labiba Ruhi Mahira Sabiha Momtaz Rokeya Salma Shefali Sharmin Lubna Afsana Ayesha Habiba Hafsa Ishrat Munira Nabila Rumana Safiya Tasnim",
    (
        "bangladeshi",
        "M",
        0,
    ): "Mohammed Abdul Md Mohammad Muhammad Kamal Jamal Rahim Karim Shahid Habib Anwar Faruk Mizan Rafiq Shofiq Nurul Shamim Sohel Rubel Jahed Ashraf Enam Fahim Tanvir Tahmid Nayeem Rakib Sabbir Imran Mahbub Monir Kabir Salim Masum Mamun Hasan Hussain Ibrahim Yusuf Ismail Zakir Jubair Shakil Saiful Ruhul Aminul Mahdi Adam Ayaan Rayhan",
    (
        "sikh",
        "F",
        0,
    ): "Harpreet Jaspreet Manpreet Simran Gurpreet Navjot Amandeep Baljit Kulwinder Rajwinder Sukhwinder Parminder Balwinder Surinder Satwinder Jasmine Kirandeep Ravinder Mandeep Sandeep Kiran Jasleen Harleen Prabhjot Gurleen",
    (
        "sikh",
        "M",
        0,
    ): "Gurpreet Harpreet Jaspreet Manpreet Amandeep Jagdeep Sandeep Mandeep Balwinder Harjit Kulwinder Parminder Satnam Surinder Ravinder Jaswinder Gurdeep Sukhdeep Hardeep Navdeep Arjan Jeevan Karan Gurjit Baljinder",
    (
        "sri lankan",
        "F",
        0,
    ): "Priya Lakshmi Anitha Kavitha Shanthi Nirmala Tharshini Dilani Chamari Nadeesha Sivakami Meena Vasanthi Kala Abirami Harini Nila Thilini Ishara Sanjana",
    (
        "sri lankan",
        "M",
        0,
    ): "Suresh Ramesh Kumar Sivakumar Arun Vijay Dinesh Pradeep Nimal Sunil Ruwan Chaminda Thilina Kasun Rajan Prakash Haran Ashwin Kavin Sanjay",
    (
        "caribbean",
        "F",
        0,
    ): "Marcia Beverley Sonia Sharon Yvonne Paulette Claudette Jacqueline Maxine Natasha Chantelle Simone Shanice Monique Tanya Leona Keisha Latoya Aaliyah Shanelle Gloria Norma Valerie Hyacinth Pearl Merlene Cherry Dahlia Rochelle Jade Naomi Ebony Kiara Amara Tiana Michelle Donna Alicia Janelle Danielle",
    (
        "caribbean",
        "M",
        0,
    ): "Winston Delroy Leroy Errol Desmond Clive Trevor Lloyd Neville Everton Carlton Marlon Jermaine Tyrone Jerome Andre Marcus Leon Dwayne Curtis Nathaniel Isaiah Elijah Malachi Tyrell Kieran Reece Jordan Aaron Devon Clinton Vincent Wesley Curtly Linton Rohan Omari Kai Darnell Micah",
    (
        "somali",
        "F",
        0,
    ): "Hodan Amina Fadumo Halima Sahra Ayaan Hibo Ifrah Khadra Maryan Nimco Sagal Ubah Zamzam Asha Deqa Faiza Hamdi Idil Layla Naima Rahma Safia Sumaya Yasmin",
    (
        "somali",
        "M",
        0,
    ): "Abdi Ahmed Mohamed Mohammed Muhammad Ali Hassan Ibrahim Abdullahi Omar Yusuf Abdirahman Mahad Liban Guled Hamza Ismail Jama Khalid Mahamed Mustafa Nur Osman Said Warsame Yahya Zakaria",
    (
        "arab",
        "F",
        0,
    ): "Fatima Mariam Layla Nour Sara Zainab Huda Rania Dina Hala Samira Leila Amal Salma Yasmin Aya Lina Maha Nadia Noor Rana Reem Sahar Shaima Suad Zahra Hanan Iman Jana Karima Lamia Malak Mona Nawal Rasha Ruba Sawsan Tala Wafa Yara",
    (
        "arab",
        "M",
        0,
    ): "Mohamed Ahmed Ali Muhammad Mohammed Omar Hassan Hussein Khaled Mahmoud Mustafa Ibrahim Yousef Abdullah Karim Tarek Samir Nabil Bilal Hamza Amir Adel Ayman Bassam Fadi Faisal Ghassan Hani Jamal Kareem Majid Marwan Nasser Omran Rami Saad Salem Sami Tamer Waleed Yasser Ziad",
    (
        "persian",
        "F",
        0,
    ): "Fatemeh Maryam Zahra Leila Shirin Parisa Nasrin Mina Sara Azadeh Niloufar Roya Samira Mahsa Yasaman Golnaz Nazanin Soraya Farah Sima",
    (
        "persian",
        "M",
        0,
    ): "Ali Reza Hossein Mehdi Amir Hamid Majid Saeed Farhad Behzad Kaveh Arash Babak Navid Omid Siavash Kamran Dariush Masoud Nima",
    ("kurdish", "F", 0): "Rojin Shilan Hêvî Berivan Zilan Dilan Nasrin Avin Jwan Tara",
    ("kurdish", "M", 0): "Azad Rebwar Karwan Soran Hiwa Dilshad Serwan Bakhtiar Aram Rizgar",
    (
        "filipino",
        "F",
        0,
    ): "Maria Angela Cristina Jennifer Michelle Grace Joy Rowena Marites Analyn Liza Rosalie Jocelyn Maricel Lourdes Gemma Imelda Aileen Cherry Angelica",
    (
        "filipino",
        "M",
        0,
    ): "Jose Mark John Michael Ronaldo Rodel Ramon Eduardo Roberto Antonio Ricardo Angelo Christian Joseph Noel Arnel Edwin Reynaldo Gerald Joel",
    (
        "polish",
        "F",
        0,
    ): "Anna Katarzyna Agnieszka Magdalena Monika Joanna Aleksandra Barbara Ewa Karolina Natalia Zofia Julia Maja Zuzanna Hanna Oliwia Wiktoria Amelia Lena Dorota Iwona Beata Justyna Paulina",
    (
        "polish",
        "M",
        0,
    ): "Piotr Krzysztof Tomasz Andrzej Marcin Michał Paweł Adam Łukasz Mateusz Kamil Jakub Szymon Filip Antoni Kacper Wojciech Rafał Grzegorz Mariusz Dariusz Artur Sebastian Bartosz Dawid",
    (
        "chinese",
        "F",
        0,
    ): "Mei Ying Xiaoling Yan Li Fang Jing Hui Xin Yu Ling Mei-Ling Wai-Ling Siu-Fong Grace Emily Vivian Jessica Michelle Amy Karen Cindy Joyce Helen Qian Xinyi Yuting Zihan Yue Wenjing",
    (
        "chinese",
        "M",
        0,
    ): "Wei Jun Ming Jian Hao Lei Chun Wai Kwok-Wai Chi-Ming Ka-Ho Kin-Man Kevin Jason Alex Eric Raymond Andy Tony David Peter Yi Zihao Haoran Yuxuan Tao Bo Xin Kai Feng",
    (
        "bulgarian",
        "F",
        0,
    ): "Maria Ivanka Elena Yordanka Penka Rositsa Daniela Desislava Petya Gergana Viktoria Nikol Kristina Svetlana Milena Radka Tsvetelina Silvia Kalina Raya",
    (
        "bulgarian",
        "M",
        0,
    ): "Georgi Ivan Dimitar Nikolay Petar Hristo Todor Stefan Vasil Yordan Plamen Krasimir Stoyan Aleksandar Martin Boyan Emil Kaloyan Rumen Viktor",
    (
        "lithuanian",
        "F",
        0,
    ): "Ona Janina Irena Danutė Aldona Rasa Daiva Jolanta Edita Rūta Eglė Laura Agnė Ieva Gabija Emilija Austėja Kamilė Vilma Lina",
    (
        "lithuanian",
        "M",
        0,
    ): "Jonas Vytautas Antanas Tomas Juozas Darius Andrius Mindaugas Saulius Arūnas Mantas Lukas Rokas Matas Dovydas Gintaras Marius Paulius Karolis Kęstutis",
    (
        "latvian",
        "F",
        0,
    ): "Anna Kristīne Inese Ilze Inga Anita Līga Iveta Laura Dace Sanita Elīna Agnese Santa Evija Baiba Madara Estere Paula Zane",
    (
        "latvian",
        "M",
        0,
    ): "Jānis Andris Juris Edgars Māris Mārtiņš Aivars Pēteris Artūrs Guntis Raivis Kaspars Roberts Markuss Gustavs Valdis Ivars Uldis Normunds Toms",
    (
        "hungarian",
        "F",
        0,
    ): "Mária Erzsébet Katalin Ilona Éva Anna Zsuzsanna Judit Ágnes Andrea Krisztina Eszter Réka Anikó Tímea Dóra Hanna Boglárka Noémi Edit",
    (
        "hungarian",
        "M",
        0,
    ): "László István József János Zoltán Sándor Gábor Ferenc Attila Péter Tamás Zsolt Bence Máté Balázs Csaba Levente Ádám Gergő Norbert",
    (
        "czech and slovak",
        "F",
        0,
    ): "Jana Marie Eva Anna Hana Lenka Kateřina Lucie Věra Alena Petra Veronika Martina Zuzana Monika Katarína Tereza Eliška Barbora Michaela",
    (
        "czech and slovak",
        "M",
        0,
    ): "Jan Jiří Petr Josef Pavel Martin Tomáš Jaroslav Miroslav Zdeněk Marek Michal Jakub Ondřej Peter Jozef Milan Vojtěch Lukáš Štefan",
    (
        "east slavic",
        "F",
        0,
    ): "Olena Natalia Svitlana Tetiana Iryna Oksana Yulia Anna Maria Anastasia Olga Elena Kateryna Daria Viktoria Liudmyla Sofia Galina Polina Nadia",
    (
        "east slavic",
        "M",
        0,
    ): "Oleksandr Serhiy Andriy Mykola Volodymyr Ivan Dmytro Yuri Oleg Viktor Maksym Alexei Dmitri Sergei Igor Artem Nikita Bohdan Pavel Vitaly",
    (
        "albanian",
        "F",
        0,
    ): "Drita Mimoza Valbona Anila Elira Arta Blerta Teuta Entela Albana Majlinda Shpresa Alba Era Besa Lindita Klea Ajla Flutura Elona",
    (
        "albanian",
        "M",
        0,
    ): "Agim Arben Ilir Bujar Besnik Artan Gëzim Luan Fatmir Skënder Dritan Altin Erion Klajdi Ardit Endrit Florian Kreshnik Genti Leon",
    (
        "greek",
        "F",
        0,
    ): "Maria Eleni Katerina Vasiliki Sofia Georgia Dimitra Ioanna Konstantina Anastasia Evangelia Panagiota Despina Christina Eirini Foteini Angeliki Zoe Athina Nefeli",
    (
        "greek",
        "M",
        0,
    ): "Georgios Dimitrios Konstantinos Ioannis Nikolaos Christos Panagiotis Vasilios Athanasios Michail Andreas Stavros Theodoros Alexandros Petros Spyridon Antonios Stelios Kyriakos Iason",
    ("vietnamese", "F", 0): "Linh Lan Huong Mai Hoa Thu Ngoc Trang Hanh Phuong Thao Yen Kim Anh Nga",
    ("vietnamese", "M", 0): "Minh Hung Dung Tuan Thanh Long Nam Duc Hai Quang Son Viet Khoa Phong Huy",
    ("nepali", "F", 0): "Sita Sunita Anita Gita Maya Laxmi Sarita Binita Puja Sabina Kalpana Asmita Rekha Devi Manisha",
    (
        "nepali",
        "M",
        0,
    ): "Ram Krishna Suresh Dipak Bishnu Prakash Rajesh Hari Arjun Bikash Santosh Nabin Dinesh Sagar Roshan",
    (
        "thai",
        "F",
        0,
    ): "Sumalee Malee Siriporn Nonglak Kanya Suda Pranee Ratana Wanida Supaporn Apinya Duangjai Chanida Nittaya Orawan",
    (
        "thai",
        "M",
        0,
    ): "Somsak Prasert Anan Sombat Wichai Narong Surachai Kittisak Thaksin Arthit Chaiwat Niran Pichit Sunthorn Kasem",
    ("japanese", "F", 0): "Yuko Keiko Akiko Naoko Yumi Emi Sakura Haruka Yui Aya Mayumi Tomoko Kumiko Miki Rin",
    (
        "japanese",
        "M",
        0,
    ): "Takashi Hiroshi Kenji Yuki Kazuo Daisuke Makoto Satoshi Akira Haruto Shota Ken Naoki Ryo Taro",
    (
        "korean",
        "F",
        0,
    ): "Min-Ji Ji-Young Soo-Jin Eun-Ji Hye-Jin Mi-Kyung Young-Ae Yuna Seo-Yeon Ji-Woo Sun-Hee Hana Ha-Eun Kyung-Hee Bo-Ra",
    (
        "korean",
        "M",
        0,
    ): "Min-Jun Ji-Hoon Sung-Ho Young-Ho Hyun-Woo Joon-Ho Dong-Hyun Sang-Woo Jae-Won Seung-Min Tae-Hyun Kyung-Soo Do-Yun Jin-Ho In-Ho",
    (
        "zimbabwean",
        "F",
        0,
    ): "Tendai Rudo Chipo Nyasha Tsitsi Rumbidzai Memory Precious Patience Beauty Kudzai Ruvimbo Tatenda Vimbai Chiedza",
    (
        "zimbabwean",
        "M",
        0,
    ): "Tawanda Tinashe Farai Tendai Blessing Simbarashe Takudzwa Tafadzwa Kudakwashe Tonderai Munashe Innocent Givemore Panashe Anesu",
    (
        "horn of africa",
        "F",
        0,
    ): "Selam Hiwot Tigist Bethlehem Almaz Mulu Senait Helen Rahel Meron Saba Abeba Feven Hanna Winta",
    (
        "horn of africa",
        "M",
        0,
    ): "Tesfaye Abebe Yonas Dawit Samuel Bereket Solomon Mulugeta Haile Tekle Yohannes Kidane Amanuel Daniel Filmon",
    (
        "congolese",
        "F",
        0,
    ): "Grace Marie Chantal Esther Rachel Béatrice Aimée Naomie Divine Mireille Ruth Gloria Clarisse Nadine Espérance",
    (
        "congolese",
        "M",
        0,
    ): "Jean Patrick Emmanuel Joseph Dieudonné Christian Fabrice Trésor Guy Junior Serge Olivier Héritier Glody Exaucé",
    ("dutch", "F", 0): "Johanna Maria Anna Sanne Lotte Anouk Femke Ingrid Marijke Saskia Eva Sophie Iris Lieke Wilma",
    ("dutch", "M", 0): "Jan Pieter Johannes Hendrik Daan Sem Thijs Bram Jeroen Maarten Kees Willem Joost Ruben Lars",
    (
        "swedish",
        "F",
        0,
    ): "Anna Karin Ingrid Kristina Birgitta Maja Elsa Linnea Astrid Sara Malin Annika Ebba Lovisa Gunilla",
    ("swedish", "M", 0): "Erik Lars Karl Anders Johan Per Nils Mikael Gustav Oskar Emil Axel Björn Fredrik Henrik",
    ("israeli", "F", 0): "Noa Tamar Yael Maya Rachel Sarah Shira Michal Rivka Talia Avigail Miriam Ruth Dana Hila",
    ("israeli", "M", 0): "David Yosef Moshe Yonatan Avraham Noam Itai Daniel Yaakov Uri Eitan Ariel Amir Gilad Omer",
}

FAMILY = {
    "english": "Smith Jones Williams Taylor Brown Davies Evans Wilson Thomas Johnson Roberts Robinson Thompson Wright Walker White Edwards Hughes Green Hall Lewis Harris Clarke Patterson Jackson Wood Turner Martin Cooper Hill Ward Morris Moore Clark Lee King Baker Harrison Morgan Allen James Scott Phillips Watson Davis Parker Price Bennett Young Griffiths Mitchell Kelly Cook Carter Richardson Bailey Collins Bell Shaw Murphy Miller Cox Richards Khan Marshall Anderson Simpson Ellis Adams Singh Begum Wilkinson Foster Chapman Powell Webb Rogers Gray Mason Ali Hunt Hussain Campbell Matthews Owen Palmer Holmes Mills Barnes Knight Lloyd Butler Russell Barker Fisher Stevens Jenkins Murray Dixon Harvey",
    "pakistani": "Khan Hussain Ahmed Ali Mahmood Akhtar Iqbal Malik Shah Hussein Mirza Butt Chaudhry Qureshi Sheikh Raja Rashid Aslam Bashir Riaz Anwar Javed Saleem Nawaz Zaman Yousaf Mehmood Rehman Siddiqui Ashraf Dar Baig Bibi Kausar Begum Arshad Afzal Sharif Rafiq Sadiq",
    "bangladeshi": "Begum Miah Ahmed Uddin Islam Rahman Ali Hussain Khan Khatun Chowdhury Hoque Choudhury Alam Haque Bibi Akhtar Kamal Mia Ullah Sultana Hossain Karim Malik Kabir Talukdar Sarkar Siddique Mahmud Khanom",
    "sikh": "Singh Kaur Gill Sandhu Dhillon Sidhu Grewal Bains Dhaliwal Johal Sahota Mann Bhogal Virdee Rai Purewal Atwal Chahal Cheema Uppal",
    "indian": "Patel Shah Sharma Kumar Desai Mistry Mehta Joshi Parmar Chauhan Solanki Gupta Verma Reddy Nair Rao Iyer Thomas George Varghese",
    "sri lankan": "Perera Fernando Silva Sivakumar Nadarajah Rajaratnam Kumarasamy Selvarajah Jayasuriya Wickramasinghe Gunawardena Bandara Thevarajah Balasingam Kandiah Arulanandam Ratnayake Dissanayake Mendis Jeyakumar",
    "caribbean": "Brown Williams Campbell Johnson Clarke Thompson Francis Gordon Grant Lewis Joseph Morgan Reid Henry Charles Morrison Bailey Robinson Edwards Walker Wright Stewart Graham Allen Smith James Samuels Blake Douglas Powell Palmer Green Scott Anderson Roberts Alexander Pierre Baptiste Bennett Gayle",
    "somali": "Mohamed Ali Ahmed Hassan Abdi Omar Ibrahim Hussein Yusuf Farah Warsame Jama Osman Nur Adan Abdullahi Aden Ismail Elmi Egal",
    "arab": "Ahmed Ali Mohamed Hassan Hussein Ibrahim Al-Hassan Al-Khatib Haddad Khalil Mansour Nasser Saleh Salem Al-Sayed Awad Aziz Darwish Farouk Hamdan Hamid Issa Jaber Karam Khoury Mahmoud Najjar Omar Qasim Rahman Said Salman Shaheen Sharif Suleiman Taha Yassin Youssef Zaki Zidan",
    "persian": "Ahmadi Hosseini Mohammadi Karimi Rezaei Moradi Jafari Rahimi Hashemi Sadeghi Ebrahimi Ghasemi Najafi Amini Bagheri Farahani Tehrani Shirazi Kazemi Mousavi",
    "kurdish": "Aziz Karim Rashid Mahmood Salih Hama Qadir Faraj Barzani Amin",
    "filipino": "Santos Reyes Cruz Bautista Garcia Mendoza Dela-Cruz Ramos Aquino Villanueva Castro Flores Navarro Salazar Torres Gonzales Rivera Domingo Mercado Pascual",
    "polish": "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień",
    "chinese": "Wong Chan Li Chen Wang Lee Liu Lam Cheung Zhang Ng Leung Tang Chow Ho Yang Lau Tsang Yip Cheng Kwok Huang Wu Zhou Lin Zhao Xu Chu Hui Ma Fung Tse Lai Yeung Poon Tam Law Zhu Sun Guo",
    "bulgarian": "Ivanov Georgiev Dimitrov Petrov Nikolov Hristov Stoyanov Todorov Iliev Vasilev Angelov Yordanov Kolev Marinov Ganchev Stefanov Atanasov Mihaylov Kostov Pavlov",
    "lithuanian": "Kazlauskas Jankauskas Petrauskas Stankevičius Žukauskas Butkus Paulauskas Urbonas Balčiūnas Navickas Vasiliauskas Rimkus Sakalauskas Pocius Kavaliauskas Baranauskas Savickas Mickevičius Žilinskas Bagdonas",
    "latvian": "Bērziņš Kalniņš Ozoliņš Jansons Ozols Liepiņš Krūmiņš Balodis Eglītis Zariņš Pētersons Vītols Kļaviņš Kārkliņš Vanags Šteinbergs Jēkabsons Gailis Siliņš Dreimanis",
    "hungarian": "Nagy Kovács Tóth Szabó Horváth Varga Kiss Molnár Németh Farkas Balogh Papp Takács Juhász Lakatos Mészáros Oláh Simon Rácz Fekete",
    "czech and slovak": "Novák Svoboda Novotný Dvořák Černý Procházka Kučera Veselý Horák Němec Pokorný Kováč Baláž Hudák Hájek Kadlec Kolář Beneš Fiala Urban",
    "east slavic": "Melnyk Shevchenko Kovalenko Bondarenko Boyko Tkachenko Kravchenko Kovalchuk Oliynyk Shevchuk Koval Polishchuk Bondar Moroz Smirnov Volkov Kuznetsov Popov Sokolov Morozov",
    "albanian": "Hoxha Shehu Gjoka Kola Leka Dervishi Çela Prifti Marku Hysa Duka Krasniqi Gashi Berisha Rama Meta Basha Toska Lleshi Mema",
    "greek": "Papadopoulos Papadakis Georgiou Ioannou Nikolaidis Konstantinou Dimitriou Christodoulou Andreou Antoniou Panagiotou Vasiliou Charalambous Oikonomou Karagiannis Makris Pappas Vlachos Angelopoulos Theodorou",
    "vietnamese": "Nguyen Tran Le Pham Hoang Phan Vu Vo Dang Bui Do Ho Ngo Duong Ly",
    "nepali": "Gurung Rai Thapa Limbu Tamang Shrestha Magar Adhikari Sharma Poudel Karki Pun Khadka Bhandari Ghale",
    "thai": "Saetang Srisai Chaiyasit Boonmee Thongchai Wongsa Suksawat Phromma Kaewkla Charoen Intarat Rattanakul Somboon Jaidee Sukjai",
    "japanese": "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Mori Matsumoto",
    "korean": "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Shin Seo Kwon Hwang",
    "zimbabwean": "Moyo Ncube Sibanda Dube Ndlovu Mpofu Nyoni Chikwanha Mutasa Chigumba Marufu Gumbo Chiwenga Zhou Mapfumo",
    "horn of africa": "Tesfaye Tekle Haile Abraham Ghebremedhin Kidane Berhane Girma Bekele Tadesse Kebede Ogbe Yohannes Weldu Habte",
    "congolese": "Mbuyi Ilunga Kabongo Mukendi Ngoy Kalala Tshibangu Kasongo Mutombo Lukusa Nsimba Makiese Mbala Nzuzi Kabeya",
    "dutch": "De-Jong Jansen De-Vries Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer Dijkstra",
    "swedish": "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson Lindberg Lindqvist Berglund",
    "israeli": "Cohen Levi Mizrahi Peretz Biton Dahan Avraham Friedman Katz Azulay Shapiro Goldberg Malka Ben-David Segal",
}
