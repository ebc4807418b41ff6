"""Names in both scripts: a Russian spelling, or a declined one, and the Latin spellings in use."""

NAMES = """
Достоевский: Dostoyevsky Dostoevsky Dostoevskii Dostoevskij
Чайковский: Tchaikovsky Chaikovsky Chaikovskii
Хрущёв: Khrushchev Khrushchov
Зеленский: Zelensky Zelenskyy Zelenskiy
Козловский: Kozlovsky Kozlovskiy Kozlovskii
Козловского: Kozlovsky Kozlovskiy
Козловскому: Kozlovsky Kozlovskii
Лабудин: Labudin
Лабудиным: Labudin
Мусатов: Musatov
Мусатовым: Musatov
Кравченко: Kravchenko
Чехов: Chekhov Tchekhov
Чехова: Chekhov
Толстой: Tolstoy Tolstoi
Пушкин: Pushkin Pouchkine
Пушкину: Pushkin
Гоголь: Gogol
Тургенев: Turgenev
Булгаков: Bulgakov Bulgakow
Пастернак: Pasternak
Солженицын: Solzhenitsyn Solzhenitsin
Ахматова: Akhmatova
Цветаева: Tsvetaeva Tsvetayeva Cvetaeva
Маяковский: Mayakovsky Mayakovskii Maiakovsky
Набоков: Nabokov
Горький: Gorky Gorki Gorkii
Лермонтов: Lermontov
Рахманинов: Rachmaninoff Rachmaninov Rakhmaninov
Прокофьев: Prokofiev Prokofyev
Шостакович: Shostakovich Schostakovich
Стравинский: Stravinsky Stravinskii
Мусоргский: Mussorgsky Musorgsky
Менделеев: Mendeleev Mendeleyev
Ломоносов: Lomonosov
Павлов: Pavlov
Сахаров: Sakharov
Королёв: Korolev Korolyov
Гагарин: Gagarin
Терешкова: Tereshkova
Циолковский: Tsiolkovsky Ciolkovsky
Колмогоров: Kolmogorov
Чебышёв: Chebyshev Tchebychev
Ландау: Landau
Жуков: Zhukov Zhukow
Суворов: Suvorov Suworow
Кутузов: Kutuzov
Ельцин: Yeltsin Eltsin
Горбачёв: Gorbachev Gorbachov
Брежнев: Brezhnev
Сталин: Stalin
Ленин: Lenin
Троцкий: Trotsky Trotskii
Путин: Putin
Медведев: Medvedev Medvedyev
Лавров: Lavrov
Навальный: Navalny Navalnyi
Собянин: Sobyanin
Каспаров: Kasparov
Карпов: Karpov
Яшин: Yashin
Щербаков: Shcherbakov
Юрий: Yuri Yury Yuriy
Алексей: Alexei Alexey Aleksei Aleksey
Евгений: Evgeny Yevgeny Evgenii
Дмитрий: Dmitry Dmitri Dmitriy
Михаил: Mikhail
Сергей: Sergei Sergey
Наталья: Natalia Natalya
Татьяна: Tatiana Tatyana
Екатерина: Ekaterina Yekaterina
Юлия: Yulia Julia
Александр: Aleksandr Alexandr Alexander
Екатеринбург: Yekaterinburg Ekaterinburg
Новосибирск: Novosibirsk
Калининграда: Kaliningrad
Хабаровск: Khabarovsk Habarovsk
Челябинск: Chelyabinsk Cheliabinsk
Красноярск: Krasnoyarsk Krasnojarsk
Нижний: Nizhny Nizhniy
Ярославль: Yaroslavl Jaroslavl
Владивосток: Vladivostok
Владивостока: Vladivostok
Якутск: Yakutsk
Иркутск: Irkutsk
Сочи: Sochi
Казань: Kazan
Тюмень: Tyumen Tiumen
Петропавловск: Petropavlovsk
Магнитогорск: Magnitogorsk
Руднево: Rudnevo
Сколково: Skolkovo
Зеленоград: Zelenograd
Дубна: Dubna
Шереметьево: Sheremetyevo Sheremetievo
Домодедово: Domodedovo
Чернобыль: Chernobyl
Киев: Kiev
Харьков: Kharkov
Севастополь: Sevastopol
Ташкент: Tashkent
Алматы: Almaty
Тбилиси: Tbilisi
Ереван: Yerevan Erevan
Вильнюс: Vilnius
Кишинёв: Kishinev
Волга: Volga
Енисей: Yenisei Enisei Yenisey
Байкал: Baikal Baykal
Шекспир: Shakespeare
Шекспира: Shakespeare
Диккенс: Dickens
Джойс: Joyce
Хемингуэй: Hemingway
Уайльд: Wilde
Уэллс: Wells
Гюго: Hugo
Шопен: Chopin
Бах: Bach
Моцарт: Mozart
Бетховен: Beethoven
Вагнер: Wagner
Вивальди: Vivaldi
Шуберт: Schubert
Шуман: Schumann
Гёте: Goethe
Шиллер: Schiller
Кафка: Kafka
Манн: Mann
Гитлер: Hitler
Бисмарк: Bismarck
Меркель: Merkel
Шольц: Scholz
Черчилль: Churchill
Тэтчер: Thatcher
Райт: Wright
Джонсон: Johnson
Джонсона: Johnson
Вашингтон: Washington
Линкольн: Lincoln
Рузвельт: Roosevelt
Кеннеди: Kennedy
Никсон: Nixon
Рейган: Reagan
Клинтон: Clinton
Обама: Obama
Трамп: Trump
Байден: Biden
Уилсон: Wilson
Вильсон: Wilson
Дарвин: Darwin
Ньютон: Newton
Фарадей: Faraday
Максвелл: Maxwell
Хокинг: Hawking
Эйнштейн: Einstein
Планк: Planck
Бор: Bohr
Кюри: Curie
Ампер: Ampere
Фурье: Fourier
Лаплас: Laplace
Эйлер: Euler
Гаусс: Gauss
Риман: Riemann
Тьюринг: Turing
Нобель: Nobel
Тесла: Tesla
Эдисон: Edison
Маск: Musk
Джобс: Jobs
Гейтс: Gates
Безос: Bezos
Цукерберг: Zuckerberg
Микеланджело: Michelangelo
Леонардо: Leonardo
Пикассо: Picasso
Сервантес: Cervantes
Наполеон: Napoleon
Макрон: Macron
Саркози: Sarkozy
Берлускони: Berlusconi
Чаплин: Chaplin
Хичкок: Hitchcock
Феллини: Fellini
Куросава: Kurosawa
Мураками: Murakami
Чехия: Czechia
Валенса: Walesa
Гавел: Havel
Дворжак: Dvořák
Чапек: Čapek Capek
Милошевич: Milošević Milosevic
Эрдоган: Erdoğan Erdogan
Лондон: London
Манчестер: Manchester
Ливерпуль: Liverpool
Оксфорд: Oxford
Кембридж: Cambridge
Чикаго: Chicago
Хьюстон: Houston
Бостон: Boston
Детройт: Detroit
Торонто: Toronto
Берлин: Berlin
Гамбург: Hamburg
Мюнхен: Munich
Цюрих: Zurich
Женева: Geneva
Мадрид: Madrid
Барселона: Barcelona
Лиссабон: Lisbon
Токио: Tokyo
Хиросима: Hiroshima
Шанхай: Shanghai
Гонконг: Hongkong
Дели: Delhi
Багдад: Baghdad
Тегеран: Tehran
Стамбул: Istanbul
Цинциннати: Cincinnati
Майкрософт: Microsoft
Гугл: Google
Яндекс: Yandex
Сбербанк: Sberbank
Газпром: Gazprom
Роснефть: Rosneft
Роскосмос: Roscosmos Roskosmos
Росатом: Rosatom
Аэрофлот: Aeroflot
Калибр: Kalibr
Касперский: Kaspersky
Тойота: Toyota
Хонда: Honda
Самсунг: Samsung
Сименс: Siemens
Фольксваген: Volkswagen
Мерседес: Mercedes
Порше: Porsche
Форд: Ford
Боинг: Boeing
Нокиа: Nokia
Интел: Intel
Линукс: Linux
Кубернетес: Kubernetes
АКИТ: AKIT
НАТО: NATO
ЮНЕСКО: UNESCO
ЮНИСЕФ: UNICEF
ОПЕК: OPEC
ИКЕА: IKEA
НАСА: NASA
ФИФА: FIFA
УЕФА: UEFA
ТАСС: TASS
ИТАР: ITAR
"""

PAIRS = [
    (russian, latin)
    for line in NAMES.strip().splitlines()
    for russian, _, spellings in [line.partition(": ")]
    for latin in spellings.split()
]

WORDS = """
and as at bank bed board book bread build bus car cat chair child city coast code cost cup date day
deep dog door east fact fair farm field fire first fish flat food free game gate girl glass gold
good grass great hand hard head heart high hill home horse house idea iron job key kind lake land
last law leaf left letter light line list long lord lost market mass milk mind month moon mouth name
net night nose note paper part past path plan point port post power price queen rain read red rest
rice road rock room rose rule sand sea seat seed ship shop side silver skin sky sleep small snow
soft song spring star state steel stone street sun table tail tea team test text thing time top
town tree true voice wall war water way week west wheel wind window winter wood word work world year
"""

WORDS_IN_RUSSIAN = """
берег билет боль брат вера весна вечер вещь вид вода война волос воля врач время век голос город
гора год гость дар два день дерево дело дом дорога доска друг дума дух дым жена жизнь закон зал
земля зима знак зуб игра имя камень карта книга ключ кот край круг кровь лес лето лист лицо лодка
луна луч люди мать мера место месяц метр мир море мост муж мысль народ небо ночь нога нос нож образ
огонь окно ответ отец пара пакт песня пир план плод поле пол польза порт пост право путь пыль раз
род роль рот рука ряд сад свет север село семья сила сын слово слух смысл снег совет соль сон сорт
срок стена стиль стол сторона суд сумма счёт тело тень тон трава труд тур ум утро факт форма ход
хлеб холм цвет цель цена час часть человек число шаг шар школа штаб шум этаж язык яма ящик
"""
