// The table behind Market: 50 countries and about 200 regions with the coordinates of their chief cities.
namespace AdSelect.Workload;

public static partial class Market
{
    private const string Table =
        """
        US en USD -300 | CA Los_Angeles 34.05 -118.24 -480 | NY New_York 40.71 -74.01 | TX Houston 29.76 -95.37 -360 | FL Miami 25.76 -80.19 | IL Chicago 41.88 -87.63 -360 | PA Philadelphia 39.95 -75.17 | OH Columbus 39.96 -83.00 | GA Atlanta 33.75 -84.39 | NC Charlotte 35.23 -80.84 | MI Detroit 42.33 -83.05 | NJ Newark 40.74 -74.17 | WA Seattle 47.61 -122.33 -480 | AZ Phoenix 33.45 -112.07 -420 | MA Boston 42.36 -71.06 | TN Nashville 36.16 -86.78 -360 | CO Denver 39.74 -104.99 -420 | MN Minneapolis 44.98 -93.27 -360 | OR Portland 45.52 -122.68 -480 | NV Las_Vegas 36.17 -115.14 -480 | LA New_Orleans 29.95 -90.07 -360
        GB en GBP 0 | ENG London 51.51 -0.13 | SCT Glasgow 55.86 -4.25 | WLS Cardiff 51.48 -3.18 | NIR Belfast 54.60 -5.93 | MAN Manchester 53.48 -2.24 | BIR Birmingham 52.48 -1.90 | LDS Leeds 53.80 -1.55 | BST Bristol 51.45 -2.59
        DE de EUR 60 | NW Cologne 50.94 6.96 | BY Munich 48.14 11.58 | BE Berlin 52.52 13.41 | BW Stuttgart 48.78 9.18 | HE Frankfurt 50.11 8.68 | HH Hamburg 53.55 9.99 | NI Hanover 52.37 9.73 | SN Leipzig 51.34 12.37 | RP Mainz 50.00 8.27 | HB Bremen 53.08 8.81
        BR pt BRL -180 | SP Sao_Paulo -23.55 -46.63 | RJ Rio_de_Janeiro -22.91 -43.17 | MG Belo_Horizonte -19.92 -43.94 | BA Salvador -12.97 -38.50 | RS Porto_Alegre -30.03 -51.23 | PR Curitiba -25.43 -49.27 | PE Recife -8.05 -34.88 | CE Fortaleza -3.73 -38.53
        MX es MXN -360 | CMX Mexico_City 19.43 -99.13 | JAL Guadalajara 20.67 -103.35 | NLE Monterrey 25.69 -100.32 | PUE Puebla 19.04 -98.21 | GUA Leon 21.12 -101.68 | BCN Tijuana 32.51 -117.04 -480
        FR fr EUR 60 | IDF Paris 48.86 2.35 | ARA Lyon 45.76 4.84 | PAC Marseille 43.30 5.37 | OCC Toulouse 43.60 1.44 | HDF Lille 50.63 3.06 | NAQ Bordeaux 44.84 -0.58 | PDL Nantes 47.22 -1.55 | GES Strasbourg 48.57 7.75
        CA en CAD -300 | ON Toronto 43.65 -79.38 | QC Montreal 45.50 -73.57 | BC Vancouver 49.28 -123.12 -480 | AB Calgary 51.05 -114.07 -420 | MB Winnipeg 49.90 -97.14 -360 | NS Halifax 44.65 -63.58 -240
        AU en AUD 600 | NSW Sydney -33.87 151.21 | VIC Melbourne -37.81 144.96 | QLD Brisbane -27.47 153.03 | WA Perth -31.95 115.86 480 | SA Adelaide -34.93 138.60 570 | TAS Hobart -42.88 147.33
        ES es EUR 60 | MD Madrid 40.42 -3.70 | CT Barcelona 41.39 2.17 | AN Seville 37.39 -5.98 | VC Valencia 39.47 -0.38 | PV Bilbao 43.26 -2.93 | GA Vigo 42.24 -8.72
        IN en INR 330 | MH Mumbai 19.08 72.88 | DL Delhi 28.61 77.21 | KA Bengaluru 12.97 77.59 | TN Chennai 13.08 80.27 | TS Hyderabad 17.39 78.49 | WB Kolkata 22.57 88.36 | GJ Ahmedabad 23.02 72.57 | UP Lucknow 26.85 80.95
        IT it EUR 60 | 25 Milan 45.46 9.19 | 62 Rome 41.90 12.50 | 72 Naples 40.85 14.27 | 21 Turin 45.07 7.69 | 82 Palermo 38.12 13.36 | 45 Bologna 44.49 11.34
        SE sv SEK 60 | AB Stockholm 59.33 18.07 | O Gothenburg 57.71 11.97 | M Malmo 55.60 13.00 | C Uppsala 59.86 17.64 | E Linkoping 58.41 15.62 | AC Umea 63.83 20.26
        NL nl EUR 60 | NH Amsterdam 52.37 4.90 | ZH Rotterdam 51.92 4.48 | UT Utrecht 52.09 5.12 | NB Eindhoven 51.44 5.47
        JP ja JPY 540 | 13 Tokyo 35.68 139.69 | 27 Osaka 34.69 135.50 | 23 Nagoya 35.18 136.91 | 40 Fukuoka 33.59 130.40 | 01 Sapporo 43.06 141.35 | 14 Yokohama 35.44 139.64
        PL pl PLN 60 | 14 Warsaw 52.23 21.01 | 12 Krakow 50.06 19.94 | 10 Lodz 51.76 19.46 | 02 Wroclaw 51.11 17.03 | 30 Poznan 52.41 16.93
        PH en USD 480 | 00 Manila 14.60 120.98 | CEB Cebu_City 10.32 123.89 | DAS Davao 7.19 125.46 | ILI Iloilo_City 10.70 122.56
        ID id USD 420 | JK Jakarta -6.21 106.85 | JI Surabaya -7.25 112.75 | JB Bandung -6.91 107.61 | SU Medan 3.60 98.67 | BA Denpasar -8.65 115.22 480
        AR es USD -180 | C Buenos_Aires -34.60 -58.38 | X Cordoba -31.42 -64.18 | S Rosario -32.94 -60.65 | M Mendoza -32.89 -68.84
        NO nb NOK 60 | 03 Oslo 59.91 10.75 | 46 Bergen 60.39 5.32 | 50 Trondheim 63.43 10.40 | 11 Stavanger 58.97 5.73
        DK da DKK 60 | 84 Copenhagen 55.68 12.57 | 82 Aarhus 56.16 10.20 | 83 Odense 55.40 10.40 | 81 Aalborg 57.05 9.92
        CO es USD -300 | DC Bogota 4.71 -74.07 | ANT Medellin 6.24 -75.58 | VAC Cali 3.45 -76.53 | ATL Barranquilla 10.97 -74.80
        CL es USD -180 | RM Santiago -33.45 -70.67 | VS Valparaiso -33.05 -71.62 | BI Concepcion -36.83 -73.05
        TR tr USD 180 | 34 Istanbul 41.01 28.98 | 06 Ankara 39.93 32.86 | 35 Izmir 38.42 27.14 | 16 Bursa 40.19 29.06
        BE nl EUR 60 | VAN Antwerp 51.22 4.40 | BRU Brussels 50.85 4.35 | VOV Ghent 51.05 3.72 | WLG Liege 50.63 5.57
        CH de CHF 60 | ZH Zurich 47.37 8.54 | GE Geneva 46.20 6.14 | BS Basel 47.56 7.59 | BE Bern 46.95 7.45
        AT de EUR 60 | 9 Vienna 48.21 16.37 | 6 Graz 47.07 15.44 | 4 Linz 48.31 14.29 | 5 Salzburg 47.81 13.06
        FI fi EUR 120 | 18 Helsinki 60.17 24.94 | 11 Tampere 61.50 23.76 | 19 Turku 60.45 22.27 | 14 Oulu 65.01 25.47
        PT pt EUR 0 | 11 Lisbon 38.72 -9.14 | 13 Porto 41.15 -8.61 | 03 Braga 41.55 -8.43 | 08 Faro 37.02 -7.93
        IE en EUR 0 | D Dublin 53.35 -6.26 | CO Cork 51.90 -8.47 | G Galway 53.27 -9.05 | LK Limerick 52.67 -8.63
        NZ en USD 720 | AUK Auckland -36.85 174.76 | WGN Wellington -41.29 174.78 | CAN Christchurch -43.53 172.64
        MY en USD 480 | 14 Kuala_Lumpur 3.14 101.69 | 07 George_Town 5.41 100.33 | 01 Johor_Bahru 1.49 103.74
        TH th USD 420 | 10 Bangkok 13.76 100.50 | 50 Chiang_Mai 18.79 98.98 | 83 Phuket 7.88 98.39
        VN vi USD 420 | SG Ho_Chi_Minh_City 10.82 106.63 | HN Hanoi 21.03 105.85 | DN Da_Nang 16.05 108.21
        SG en USD 480 | 01 Singapore 1.29 103.85 | 05 Jurong 1.34 103.71
        TW zh USD 480 | TPE Taipei 25.03 121.57 | TXG Taichung 24.15 120.67 | KHH Kaohsiung 22.63 120.30
        KR ko USD 540 | 11 Seoul 37.57 126.98 | 26 Busan 35.18 129.08 | 27 Daegu 35.87 128.60
        ZA en USD 120 | GP Johannesburg -26.20 28.05 | WC Cape_Town -33.92 18.42 | KZN Durban -29.86 31.02
        PE es USD -300 | LMA Lima -12.05 -77.04 | ARE Arequipa -16.41 -71.54 | LAL Trujillo -8.11 -79.03
        CZ cs EUR 60 | 10 Prague 50.08 14.44 | 64 Brno 49.20 16.61 | 80 Ostrava 49.82 18.26
        HU hu EUR 60 | BU Budapest 47.50 19.04 | HB Debrecen 47.53 21.63 | CS Szeged 46.25 20.15
        RO ro EUR 120 | B Bucharest 44.43 26.10 | CJ Cluj-Napoca 46.77 23.59 | TM Timisoara 45.75 21.23
        GR el EUR 120 | I Athens 37.98 23.73 | B Thessaloniki 40.64 22.94 | G Patras 38.25 21.73
        SA ar USD 180 | 01 Riyadh 24.71 46.68 | 02 Jeddah 21.49 39.19 | 04 Dammam 26.43 50.10
        AE en USD 240 | DU Dubai 25.20 55.27 | AZ Abu_Dhabi 24.45 54.38 | SH Sharjah 25.35 55.42
        EG ar USD 120 | C Cairo 30.04 31.24 | ALX Alexandria 31.20 29.92 | GZ Giza 30.01 31.21
        NG en USD 60 | LA Lagos 6.52 3.38 | FC Abuja 9.06 7.50 | KN Kano 12.00 8.52 | RI Port_Harcourt 4.82 7.05
        KE en USD 180 | 30 Nairobi -1.29 36.82 | 28 Mombasa -4.04 39.67 | 17 Kisumu -0.10 34.76
        IL he USD 120 | TA Tel_Aviv 32.09 34.78 | JM Jerusalem 31.77 35.21 | HA Haifa 32.79 34.99
        EC es USD -300 | P Quito -0.18 -78.47 | G Guayaquil -2.17 -79.92 | A Cuenca -2.90 -79.00
        UY es USD -180 | MO Montevideo -34.90 -56.16 | SA Salto -31.38 -57.97
        """;
}
